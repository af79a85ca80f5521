import { describe, expect, it } from 'vitest';
import { message, opened, settled, snapshot, start, ticket, view } from './slow';
import { Tickets } from './tickets.svelte';

async function five() {
  const { host, session } = await start();
  const list = new Tickets(session);
  list.start();
  const answer = (ids: number[]) =>
    host.answer('Tickets.List', { tickets: ids.map(ticket), next: '', counts: snapshot(0).counts, rev: 5 });
  await answer([1, 2, 3, 4, 5]);
  return { list, answer, host };
}
const chosen = (list: Tickets) => list.chosen.map((row) => row.id);

describe('a selection', () => {
  it('grows from the row that was chosen last, or from the one on screen', async () => {
    const { list } = await five();
    list.selectTo(4, 2);
    expect(chosen(list)).toEqual([2, 3, 4]);
    list.clear();
    list.toggle(5);
    list.selectTo(3, 1);
    expect(chosen(list)).toEqual([3, 4, 5]);
    list.toggle(4);
    expect(chosen(list)).toEqual([3, 5]);
  });

  it('loses what left the list, and ends with another tab or filter', async () => {
    const { list, answer } = await five();
    list.selectTo(3, 1);
    void list.load();
    await answer([1, 3, 4]);
    expect(chosen(list)).toEqual([1, 3]);
    list.filter({ tag: 7 });
    expect(list.selected.size).toBe(0);
  });
});

describe('looking without reading', () => {
  const unread = (id: number) => ({ ...view(id, [message(1, id)], 5), ticket: { ...ticket(id), unread: 1 } });

  it('marks nothing as read until it is asked to', async () => {
    const { host, thread } = await opened();
    void thread.open(2, true);
    await host.answer('Tickets.Open', unread(2));
    expect(thread.peeking).toBe(true);
    expect(host.requests('Tickets.Read')).toEqual([]);
    void thread.open(2);
    expect(thread.peeking).toBe(false);
    expect(host.requests('Tickets.Read')).toEqual([{ id: 2, upTo: 1 }]);
  });

  it('does not read the ticket that it leaves', async () => {
    const { host, thread } = await opened();
    void thread.open(2, true);
    await host.answer('Tickets.Open', unread(2));
    void thread.open(3);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'message', id: 1, of: 2 }], resync: false });
    await settled();
    await host.answer('Messages.Get', { messages: [message(1, 2)] });
    expect(host.requests('Tickets.Read')).toEqual([]);
  });
});

describe('an earlier ticket', () => {
  it('is sought in older pages until all of it is there', async () => {
    const { host, thread } = await opened();
    const of = (from: number, to: number, ticket: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => ({ ...message(from + i, 9), ticket }));
    void thread.open(9);
    await host.answer('Tickets.Open', { ...view(9, of(50, 60, 9), 5), moreBefore: true });
    const found = thread.seek(4);
    await settled();
    await host.answer('Messages.Page', { messages: of(40, 49, 4), moreBefore: true, moreAfter: true });
    await host.answer('Messages.Page', {
      messages: [...of(30, 34, 3), ...of(35, 39, 4)],
      moreBefore: true,
      moreAfter: true,
    });
    await found;
    expect(thread.sought).toEqual({ ticket: 4 });
    expect(thread.messages.filter((m) => m.ticket === 4)).toHaveLength(15);
  });
});
