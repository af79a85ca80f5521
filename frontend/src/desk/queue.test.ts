import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QueuedEntry, QueueTalk } from '../host/api.gen';
import { Queue } from './queue.svelte';
import { message, start } from './slow';

const entry = (id: number, contact: number, over: Partial<QueuedEntry> = {}): QueuedEntry => ({
  message: { ...message(id, contact), direction: 'out', status: 'queued' },
  why: 'link',
  connection: 1,
  nextAt: 0,
  until: 0,
  offers: [{ act: 'cancel', connection: 0 }],
  ...over,
});
const talk = (contact: number, ...messages: QueuedEntry[]): QueueTalk => ({
  ticket: contact,
  contact,
  channel: 1,
  name: `n${contact}`,
  number: '',
  messages,
});
const list = (...talks: QueueTalk[]) => ({ talks, more: false, until: 0 });

async function listing(...talks: QueueTalk[]) {
  const { host, session } = await start();
  const queue = new Queue(session);
  const stop = queue.start();
  await host.answer('Queue.List', list(...talks));
  const said = () =>
    queue.shown.map(
      ({ talk, entries }) =>
        `${talk.name}: ${entries.map((e) => `${e.taken ? '-' : ''}${e.entry.message.id}`).join(' ')}`,
    );
  const change = async (...talks: QueueTalk[]) => {
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'delivery', id: 1, of: 0 }], resync: false });
    await vi.waitFor(() => expect(host.requests('Queue.List')).toHaveLength(1));
    await host.answer('Queue.List', list(...talks));
  };
  return { host, queue, said, change, stop };
}

describe('the queue', () => {
  it('shows what was taken back at its place, until it is put back', async () => {
    const one = talk(1, entry(10, 1), entry(12, 1));
    const { host, queue, said, change } = await listing(one, talk(2, entry(11, 2)));
    expect(said()).toEqual(['n1: 10 12', 'n2: 11']);
    const taking = queue.take(one, one.messages[0]!);
    await host.answer('Messages.Cancel', {});
    await taking;
    await change(talk(1, entry(12, 1)), talk(2, entry(11, 2)));
    expect(said()).toEqual(['n1: -10 12', 'n2: 11']);
    const back = queue.putBack(one.messages[0]!);
    await host.answer('Messages.Retry', {});
    await back;
    expect(queue.taken).toEqual([]);
  });

  it('keeps a conversation of which everything was taken back', async () => {
    const one = talk(1, entry(10, 1));
    const { host, queue, said, change } = await listing(one);
    const taking = queue.take(one, one.messages[0]!);
    await host.answer('Messages.Cancel', {});
    await taking;
    await change();
    expect(said()).toEqual(['n1: -10']);
  });

  it('takes nothing back that the program does not let go', async () => {
    const one = talk(1, entry(10, 1));
    const { host, queue, said } = await listing(one);
    const taking = queue.take(one, one.messages[0]!);
    await host.refuse('Messages.Cancel');
    await taking;
    expect(said()).toEqual(['n1: 10']);
  });

  it('asks each connection once that only has no link', async () => {
    const waits = [entry(10, 1), entry(11, 1, { why: 'turn' }), entry(12, 1, { why: 'mend', connection: 3 })];
    const { host, queue } = await listing(talk(1, ...waits), talk(2, entry(13, 2)));
    void queue.now();
    expect(host.requests('Connections.Refresh')).toEqual([{ id: 1 }]);
  });

  describe('on the clock', () => {
    const now = new Date(2026, 2, 2, 12, 0, 0).getTime();
    beforeEach(() => void vi.useFakeTimers({ now }));
    afterEach(() => vi.useRealTimers());

    it('is read while changes come without a pause', async () => {
      const { host, queue } = await listing(talk(1, entry(10, 1)));
      let rev = 5;
      for (let i = 0; i < 10; i++) {
        host.events.changes({ from: rev, rev: ++rev, changes: [{ kind: 'message', id: i, of: 1 }], resync: false });
        await vi.advanceTimersByTimeAsync(50);
      }
      expect(host.requests('Queue.List')).toHaveLength(1);
      await host.answer('Queue.List', list(talk(1, entry(12, 1))));
      expect(queue.talks?.[0]?.messages[0]?.message.id).toBe(12);
      await vi.advanceTimersByTimeAsync(200);
      expect(host.requests('Queue.List')).toHaveLength(1);
    });

    it('is read again when a try or the end of the 24 hours is due, since nothing changes then', async () => {
      const later = entry(10, 1, { why: 'later', nextAt: now + 60_000 });
      const { host } = await listing(talk(1, later), talk(2, entry(11, 2, { until: now + 3_600_000 })));
      await vi.advanceTimersByTimeAsync(59_000);
      expect(host.requests('Queue.List')).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(3000);
      await host.answer('Queue.List', list(talk(2, entry(11, 2, { until: now + 3_600_000 }))));
      await vi.advanceTimersByTimeAsync(3_500_000);
      expect(host.requests('Queue.List')).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(host.requests('Queue.List')).toHaveLength(1);
    });

    it('is not read once nobody looks', async () => {
      const { host, stop } = await listing(talk(1, entry(10, 1, { until: now + 60_000 })));
      stop();
      await vi.advanceTimersByTimeAsync(120_000);
      expect(host.requests('Queue.List')).toHaveLength(0);
    });
  });
});
