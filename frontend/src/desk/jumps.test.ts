import { beforeEach, describe, expect, it, vi } from 'vitest';
import { message, opened, settled, snapshot, start, ticket, view } from './slow';

const page = (from: number, to: number, more: { before?: boolean; after?: boolean } = {}) => ({
  messages: Array.from({ length: to - from + 1 }, (_, i) => message(from + i, 1)),
  moreBefore: more.before ?? false,
  moreAfter: more.after ?? false,
});
const ids = (all: readonly { id: number }[]) => all.map((m) => m.id);

/** Stands far back, at message 5 of a hundred, after a jump from the end. */
async function farBack() {
  const all = await opened(page(90, 100).messages);
  all.thread.moreBefore = true;
  all.thread.jumps.where = () => ({ ticket: 1, message: 95, top: 40, end: false });
  void all.thread.jumps.jump(1, 5);
  await settled();
  await all.host.answer('Messages.Page', page(1, 10, { after: true }));
  return all;
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('reading', () => {
  it('is of nothing new while an older part is on screen, and of what is loaded at the end', async () => {
    const { host, thread, change } = await farBack();
    await change('ticket', 1, 0);
    await host.answer('Tickets.Get', { tickets: [{ ...ticket(1), unread: 2 }], counts: snapshot(0).counts });
    expect(host.requests('Tickets.Read')).toEqual([]);
    void thread.toEnd();
    await settled();
    await host.answer('Messages.Page', page(90, 102));
    expect(host.requests('Tickets.Read')).toEqual([{ id: 1, upTo: 102 }]);
  });

  it('comes with the last page of reading on', async () => {
    const { host, thread, change } = await farBack();
    await change('ticket', 1, 0);
    await host.answer('Tickets.Get', { tickets: [{ ...ticket(1), unread: 2 }], counts: snapshot(0).counts });
    void thread.loadNewer();
    await settled();
    await host.answer('Messages.Page', page(11, 60, { after: true }));
    expect(host.requests('Tickets.Read')).toEqual([]);
    void thread.loadNewer();
    await settled();
    await host.answer('Messages.Page', page(61, 102));
    expect(host.requests('Tickets.Read')).toEqual([{ id: 1, upTo: 102 }]);
  });
});

describe('a jump', () => {
  it('loads what stands around a message that is not loaded, and points it out for a moment', async () => {
    const { host, thread } = await farBack();
    expect(host.requests('Messages.Page')).toEqual([]);
    expect(ids(thread.messages)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([thread.moreBefore, thread.moreAfter]).toEqual([false, true]);
    expect(thread.jumps.aim).toEqual({ message: 5, top: null, focus: true });
    expect(thread.jumps.lit).toBe(5);
    vi.advanceTimersByTime(1200);
    expect(thread.jumps.lit).toBe(0);
  });

  it('asks for nothing where the message is loaded', async () => {
    const { host, thread } = await opened([message(8, 1), message(9, 1)]);
    void thread.jumps.jump(1, 8);
    await settled();
    expect(host.asked).toEqual([]);
    expect(thread.jumps.lit).toBe(8);
  });

  it('leaves everything as it was when the message is no more', async () => {
    const { host, thread } = await opened([message(8, 1)]);
    void thread.jumps.jump(1, 5);
    await settled();
    await host.refuse('Messages.Page');
    expect(ids(thread.messages)).toEqual([8]);
    expect(thread.jumps.lit).toBe(0);
  });

  it('into another ticket opens it around the message, and comes back', async () => {
    const { host, thread } = await opened([message(8, 1)]);
    thread.jumps.where = () => ({ ticket: 1, message: 8, top: 12, end: false });
    void thread.jumps.jump(2, 5);
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [message(50, 2)], 5));
    await host.answer('Messages.Page', {
      messages: [message(4, 2), message(5, 2), message(6, 2)],
      moreBefore: true,
      moreAfter: true,
    });
    expect(ids(thread.messages)).toEqual([4, 5, 6]);
    expect(thread.moreAfter).toBe(true);
    expect(thread.jumps.back()).toBe(1);
    void thread.open(1);
    await host.answer('Tickets.Open', view(1, [message(8, 1)], 5));
    expect(thread.jumps.aim).toEqual({ message: 8, top: 12, focus: false });
    expect(thread.moreAfter).toBe(false);
    expect(thread.jumps.spots).toEqual([]);
  });

  it('is forgotten when another ticket is opened by hand', async () => {
    const { host, thread } = await farBack();
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    expect(thread.jumps.spots).toEqual([]);
    expect(thread.moreAfter).toBe(false);
  });
});

describe('far back', () => {
  it('what comes at the end is not put after a gap', async () => {
    const { host, thread, change } = await farBack();
    await change('message', 101, 1);
    await host.answer('Messages.Get', { messages: [message(101, 1)] });
    expect(ids(thread.messages).at(-1)).toBe(10);
    await change('message', 6, 1);
    await host.answer('Messages.Get', { messages: [{ ...message(6, 1), body: 'outro' }] });
    expect(thread.messages[5]!.body).toBe('outro');
  });

  it('reading on loads the rest, and then what comes is shown again', async () => {
    const { host, thread, change } = await farBack();
    void thread.loadNewer();
    await settled();
    expect(host.requests('Messages.Page')[0]).toMatchObject({ after: 10, before: 0, around: 0 });
    await host.answer('Messages.Page', page(11, 100));
    expect(thread.moreAfter).toBe(false);
    await change('message', 101, 1);
    await host.answer('Messages.Get', { messages: [message(101, 1)] });
    expect(ids(thread.messages).at(-1)).toBe(101);
  });

  it('everything is read again without leaving the place', async () => {
    const { host, thread } = await farBack();
    host.events.changes({ from: 5, rev: 5, changes: [], resync: true });
    await settled();
    await host.answer('System.Snapshot', snapshot(5));
    await host.answer('Tickets.Open', view(1, page(90, 101).messages, 5));
    expect(host.requests('Messages.Page')[0]).toMatchObject({ around: 1 });
    await host.answer('Messages.Page', page(1, 4, { after: true }));
    expect(host.requests('Messages.Page')[0]).toMatchObject({ after: 4 });
    await host.answer('Messages.Page', page(5, 10, { after: true }));
    expect(ids(thread.messages)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(thread.moreAfter).toBe(true);
  });

  it('an own message leads to the end', async () => {
    const { host, thread } = await farBack();
    thread.type('oi');
    void thread.send();
    await host.answer('Messages.Send', { id: 101 });
    expect(host.requests('Messages.Page')[0]).toMatchObject({ after: 0, before: 0, around: 0 });
    await host.answer('Messages.Page', page(50, 101, { before: true }));
    expect(ids(thread.messages).at(-1)).toBe(101);
    expect(thread.jumps.aim).toEqual({ message: 101, top: Infinity, focus: false });
  });

  it('the way back loads the place from which the jump began', async () => {
    const { host, thread } = await farBack();
    expect(thread.jumps.back()).toBe(1);
    await settled();
    expect(host.requests('Messages.Page')[0]).toMatchObject({ around: 95 });
    await host.answer('Messages.Page', page(60, 100, { before: true }));
    expect(thread.jumps.aim).toEqual({ message: 95, top: 40, focus: false });
    expect(thread.jumps.lit).toBe(5);
  });
});

describe('nothing opened', () => {
  it('a jump waits for its ticket', async () => {
    const { host, thread } = await start();
    void thread.jumps.jump(1, 8);
    await settled();
    expect(host.asked).toEqual([]);
    void thread.open(1);
    await host.answer('Tickets.Open', { ...view(1, [message(8, 1)], 5), ticket: ticket(1) });
    expect(thread.jumps.lit).toBe(8);
  });
});
