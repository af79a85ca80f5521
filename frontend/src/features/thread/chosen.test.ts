import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../host/api.gen';
import { copiedText, forwardChosen } from './chosenActs';
import type { Desk } from '../../desk/desk.svelte';
import { MessageActs } from '../../desk/messageActs.svelte';
import { message, opened, settled, view } from '../../desk/slow';
import { toasts } from '../../desk/toasts.svelte';

async function five(third: Partial<Message> = {}) {
  const all = [1, 2, 3, 4, 5].map((id) => ({ ...message(id, 1), ...(id === 3 ? third : {}) }));
  const { host, session, thread, change } = await opened(all);
  const acts = new MessageActs(session, thread);
  const desk = { acts, session, thread } as unknown as Desk;
  const { chosen } = acts;
  return { host, thread, acts, chosen, desk, change, all, ids: () => chosen.messages.map((m) => m.id) };
}

beforeEach(() => (toasts.all = []));

describe('selected messages', () => {
  it('stand in the order of the conversation, whichever came first', async () => {
    const { chosen, all, ids } = await five();
    for (const at of [4, 0, 2]) chosen.toggle(all[at]!);
    expect(ids()).toEqual([1, 3, 5]);
    chosen.toggle(all[2]!);
    expect(ids()).toEqual([1, 5]);
  });

  it('grow and shrink with the range, beside those that were chosen alone', async () => {
    const { chosen, all, ids } = await five();
    chosen.toggle(all[0]!);
    chosen.toggle(all[2]!);
    chosen.to(5, 4);
    expect(ids()).toEqual([1, 3, 4, 5]);
    chosen.to(4, 5);
    expect(ids()).toEqual([1, 3, 4]);
  });

  it('begin with a range where none was chosen', async () => {
    const { chosen, ids } = await five();
    chosen.to(4, 5);
    expect(ids()).toEqual([4, 5]);
  });

  it.each([
    ['a note', { direction: 'note' }],
    ['what was deleted', { revoked: true }],
    ['what cannot be shown', { kind: 'unsupported' }],
    ['a call', { kind: 'call', content: { call: { state: 'missed' } } }],
  ] as [string, Partial<Message>][])('never hold %s, which is told', async (_, third) => {
    const { chosen, all, ids } = await five(third);
    chosen.toggle(all[2]!);
    expect(chosen.on).toBe(false);
    expect(toasts.all).toHaveLength(1);
    chosen.toggle(all[1]!);
    chosen.to(4, 2);
    expect(ids()).toEqual([2, 4]);
  });

  it('lose what was deleted meanwhile, and end with the conversation', async () => {
    const { chosen, all, ids, change, host, thread } = await five();
    chosen.toggle(all[1]!);
    chosen.toggle(all[2]!);
    await change('message', 3, 1);
    await host.answer('Messages.Get', { messages: [{ ...all[2]!, revoked: true }] });
    expect(ids()).toEqual([2]);
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [message(9, 2)], 6));
    expect(chosen.on).toBe(false);
  });
});

describe('passing them on', () => {
  it('asks where to, with the ceiling of all of them', async () => {
    const { chosen, all, desk, acts, host } = await five();
    chosen.toggle(all[3]!);
    chosen.toggle(all[1]!);
    void forwardChosen(desk);
    expect(host.requests('Messages.Passable')).toEqual([{ ids: [2, 4] }]);
    await host.answer('Messages.Passable', { faults: [null, null], forwards: 1, messages: 30 });
    expect(acts.forwarding?.messages.map((m) => m.id)).toEqual([2, 4]);
    expect(acts.forwarding?.most).toBe(1);
    const done = acts.pass(acts.forwarding!.messages, [7], 'key');
    await host.answer('Messages.Forward', { faults: [null] });
    expect(await done).toBe(true);
    expect(chosen.on).toBe(false);
  });

  it.each([
    ['one of them cannot go', { faults: [null, { code: 'unsupported', params: {} }], forwards: 5, messages: 30 }],
    ['they are too many', { faults: [null, null], forwards: 5, messages: 1 }],
  ])('is refused whole where %s', async (_, known) => {
    const { chosen, all, desk, acts, host, ids } = await five();
    chosen.toggle(all[0]!);
    chosen.toggle(all[1]!);
    void forwardChosen(desk);
    await host.answer('Messages.Passable', known);
    await settled();
    expect(acts.forwarding).toBeNull();
    expect(toasts.all).toHaveLength(1);
    expect(ids(), 'the selection stays').toEqual([1, 2]);
  });
});

describe('copying them', () => {
  it('names time and author of each, and of one its words only', () => {
    const at = new Date(2026, 2, 10, 9, 5).getTime();
    const one = { ...message(1, 1), at, body: 'Tem bolo?' };
    const two = { ...message(2, 1), at, body: 'Tem', direction: 'out' };
    expect(copiedText([one], 'Ana')).toBe('Tem bolo?');
    const lines = copiedText([one, two], 'Ana').split('\n');
    expect(lines[0]).toMatch(/^\[09:05, .*2026\] Ana: Tem bolo\?$/);
    expect(lines).toHaveLength(2);
  });
});
