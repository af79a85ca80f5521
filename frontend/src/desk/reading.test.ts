import { describe, expect, it } from 'vitest';
import { message, opened, settled, snapshot, start, view } from './slow';

describe('Session', () => {
  it('ignores a first screen that is older than the one it shows', async () => {
    const { host, session } = await start();
    void session.refresh();
    void session.refresh();
    await host.answer('System.Snapshot', { ...snapshot(9), version: 'new' }, 1);
    await host.answer('System.Snapshot', { ...snapshot(8), version: 'old' });
    expect(session.version).toBe('new');
  });

  it('reads everything again after a gap and only then', async () => {
    const { host, session } = await start();
    const heard: unknown[] = [];
    session.follow((c) => heard.push(c));
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'contact', id: 1, of: 1 }], resync: false });
    expect(host.asked.filter((a) => a.name === 'System.Snapshot')).toHaveLength(0);
    host.events.changes({ from: 8, rev: 9, changes: [], resync: false });
    expect(host.asked.filter((a) => a.name === 'System.Snapshot')).toHaveLength(1);
    await host.answer('System.Snapshot', snapshot(9));
    expect(heard.at(-1)).toBeNull();
  });
});

describe('reading everything again', () => {
  const long = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i, 1));

  async function scrolledBack() {
    const all = await start();
    void all.thread.open(1);
    await all.host.answer('Tickets.Open', { ...view(1, long(201, 260), 5), moreBefore: true });
    void all.thread.loadOlder();
    await settled();
    await all.host.answer('Messages.Page', { messages: long(101, 200), moreBefore: true, moreAfter: false });
    const resync = async () => {
      all.host.events.changes({ from: 5, rev: 5, changes: [], resync: true });
      await settled();
      await all.host.answer('System.Snapshot', snapshot(5));
    };
    return { ...all, resync };
  }

  it('keeps what was scrolled to', async () => {
    const { host, thread, resync } = await scrolledBack();
    await resync();
    await host.answer('Tickets.Open', { ...view(1, long(202, 261), 5), moreBefore: true });
    expect(thread.messages.map((m) => m.id)).toEqual(long(101, 260).map((m) => m.id));
    await host.answer('Messages.Page', { messages: long(101, 201), moreBefore: true, moreAfter: false });
    expect(thread.messages.map((m) => m.id)).toEqual(long(101, 261).map((m) => m.id));
    expect(thread.moreBefore).toBe(true);
  });

  it('waits for an older page that is on its way', async () => {
    const { host, thread, resync } = await scrolledBack();
    void thread.loadOlder();
    await settled();
    await resync();
    expect(host.requests('Tickets.Open')).toEqual([]);
    await host.answer('Messages.Page', { messages: long(1, 100), moreBefore: false, moreAfter: false });
    await host.answer('Tickets.Open', { ...view(1, long(201, 260), 5), moreBefore: true });
    await host.answer('Messages.Page', { messages: long(1, 200), moreBefore: false, moreAfter: false });
    expect(thread.messages.map((m) => m.id)).toEqual(long(1, 260).map((m) => m.id));
    expect(thread.moreBefore).toBe(false);
  });

  it('keeps what is there when the rest cannot be read', async () => {
    const { host, thread, resync } = await scrolledBack();
    await resync();
    await host.answer('Tickets.Open', { ...view(1, long(202, 261), 5), moreBefore: true });
    await host.refuse('Messages.Page');
    expect(thread.messages.map((m) => m.id)).toEqual(long(101, 261).map((m) => m.id));
  });
});

describe('what was sent while another ticket came on screen', () => {
  it('joins what was typed after it', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    void thread.send();
    thread.type('tudo bem?');
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.refuse('Messages.Send');
    expect(host.requests('Tickets.Draft').at(-1)).toEqual({ ticket: 1, text: 'oi\ntudo bem?' });
    expect(thread.draft).toBe('');
  });

  it('does not take what was typed after it along when it arrives', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    void thread.send();
    thread.type('tudo bem?');
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.answer('Messages.Send', { id: 9 });
    expect(host.requests('Tickets.Draft').at(-1)).toEqual({ ticket: 1, text: 'tudo bem?' });
  });

  it('is not doubled by an older draft that is saved', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    thread.saveDraft();
    void thread.send();
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    void thread.open(1);
    const again = view(1, [], 5);
    again.ticket.draft = 'oi';
    await host.answer('Tickets.Open', again);
    expect(thread.draft).toBe('');
    await host.refuse('Messages.Send');
    expect(thread.draft).toBe('oi');
  });
});
