import { describe, expect, it } from 'vitest';
import type { Api, Message, Ticket } from '../host/api.gen';
import { Refusal, type Events, type Host } from '../host/host';
import { Session } from './session.svelte';
import { Thread } from './thread.svelte';
import { Tickets } from './tickets.svelte';

const ticket = (id: number): Ticket => ({
  id,
  contact: id,
  channel: 1,
  connection: 1,
  name: `n${id}`,
  number: '',
  status: 'open',
  snoozedUntil: 0,
  pinned: false,
  unread: 0,
  waitingSince: 0,
  lastAt: id,
  last: null,
  draft: '',
  openedAt: 0,
  closedAt: 0,
});
const message = (id: number, contact: number): Message =>
  ({
    id,
    ticket: contact,
    contact,
    direction: 'in',
    origin: 'customer',
    kind: 'text',
    body: `m${id}`,
    at: id,
    status: 'received',
    fault: null,
    reserve: false,
    replyTo: null,
    edited: false,
    revoked: false,
    forwarded: false,
    reactions: [],
    attachment: null,
    system: '',
    params: {},
  }) as Message;

async function settled() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A program that answers when the test says so. */
class Slow implements Host {
  asked: { name: string; request: unknown; answer: (a: unknown) => void; refuse: (e: unknown) => void }[] = [];
  events!: Events;
  call<N extends keyof Api>(name: N, request: Api[N][0]): Promise<Api[N][1]> {
    return new Promise((answer, refuse) =>
      this.asked.push({ name, request, answer: answer as (a: unknown) => void, refuse }),
    );
  }
  listen(events: Events) {
    this.events = events;
    return () => undefined;
  }
  async answer(name: string, value: unknown, at = 0) {
    const found = this.asked.filter((a) => a.name === name)[at]!;
    this.asked.splice(this.asked.indexOf(found), 1);
    found.answer(value);
    await settled();
  }
  async refuse(name: string, error: unknown = new TypeError('fetch failed')) {
    const found = this.asked.find((a) => a.name === name)!;
    this.asked.splice(this.asked.indexOf(found), 1);
    found.refuse(error);
    await settled();
  }
  requests(name: string) {
    return this.asked.filter((a) => a.name === name).map((a) => a.request as Record<string, unknown>);
  }
}
const view = (id: number, messages: Message[] = [], rev = 0) => ({
  ticket: ticket(id),
  firstNew: 0,
  messages,
  moreBefore: false,
  rev,
});
const snapshot = (rev: number) => ({
  rev,
  version: '',
  face: '',
  mode: '',
  dataDir: '',
  settings: {},
  channels: [],
  connections: [],
  counts: { pending: 0, open: 0, snoozed: 0, unread: 0, queued: 0, waiting: 0 },
  online: false,
});

async function start() {
  const host = new Slow();
  const session = new Session(host);
  const thread = new Thread(session);
  session.start();
  thread.start();
  await host.answer('System.Snapshot', snapshot(5));
  host.events.changes({ from: 5, rev: 5, changes: [], resync: false });
  await host.answer('System.Snapshot', snapshot(5));
  return { host, session, thread };
}

describe('Thread', () => {
  it('shows the ticket that was asked for last, also when that is the one still on screen', async () => {
    const { host, thread } = await start();
    void thread.open(1);
    await host.answer('Tickets.Open', view(1));
    void thread.open(2);
    void thread.open(1);
    await host.answer('Tickets.Open', view(2));
    expect(thread.ticket?.id).toBe(1);
  });

  it('misses no message that arrives while the ticket is being read', async () => {
    const { host, thread } = await start();
    void thread.open(2);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'message', id: 9, of: 2 }], resync: false });
    await host.answer('Tickets.Open', view(2, [message(8, 2)], 5));
    expect(
      host.asked.some((a) => a.name === 'Messages.Get' || a.name === 'Tickets.Open' || a.name === 'Messages.Page'),
    ).toBe(true);
  });

  it('asks with the same key when nobody knows whether the first press arrived', async () => {
    const { host, thread } = await start();
    void thread.open(1);
    await host.answer('Tickets.Open', view(1));
    thread.type('oi');
    void thread.send();
    const first = host.asked.find((a) => a.name === 'Messages.Send')!;
    host.asked.splice(host.asked.indexOf(first), 1);
    first.refuse(new TypeError('fetch failed'));
    for (let i = 0; i < 10; i++) await Promise.resolve();
    void thread.send();
    const second = host.asked.find((a) => a.name === 'Messages.Send')!;
    expect((second.request as { key: string }).key).toBe((first.request as { key: string }).key);
  });
});

async function opened(messages: Message[] = []) {
  const all = await start();
  void all.thread.open(1);
  await all.host.answer('Tickets.Open', view(1, messages, 5));
  let rev = 5;
  const change = async (kind: string, id: number, of: number) => {
    all.host.events.changes({ from: rev, rev: ++rev, changes: [{ kind, id, of }], resync: false });
    await settled();
  };
  return { ...all, change };
}

describe('what is typed', () => {
  it('is the same answer to the same message when it is sent again', async () => {
    const { host, thread } = await opened([message(8, 1)]);
    thread.replyTo = thread.messages[0]!;
    thread.type('oi');
    void thread.send();
    const first = host.requests('Messages.Send')[0]!;
    await host.refuse('Messages.Send');
    expect(thread.replyTo?.id).toBe(8);
    void thread.send();
    expect(host.requests('Messages.Send')[0]).toEqual(first);
  });

  it('is the same answer also after a look at another ticket', async () => {
    const { host, thread } = await opened([message(8, 1)]);
    thread.replyTo = thread.messages[0]!;
    thread.type('oi');
    void thread.send();
    const first = host.requests('Messages.Send')[0]!;
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.refuse('Messages.Send');
    expect(thread.replyTo).toBeNull();
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'oi' }]);
    void thread.open(1);
    const again = view(1, [message(8, 1)], 5);
    again.ticket.draft = 'oi';
    await host.answer('Tickets.Open', again);
    void thread.send();
    expect(host.requests('Messages.Send')[0]).toEqual(first);
  });

  it('stands after what was refused meanwhile', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    void thread.send();
    thread.type('tudo bem?');
    await host.refuse('Messages.Send');
    expect(thread.draft).toBe('oi\ntudo bem?');
    thread.saveDraft();
    expect(host.requests('Tickets.Draft').at(-1)).toEqual({ ticket: 1, text: 'oi\ntudo bem?' });
  });

  it('is saved also when it was typed while another ticket was being read', async () => {
    const { host, thread } = await opened();
    void thread.open(2);
    thread.type('ainda');
    await host.answer('Tickets.Open', view(2, [], 5));
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'ainda' }]);
    expect(thread.draft).toBe('');
  });

  it('as a note never becomes a message', async () => {
    const { host, thread } = await opened();
    thread.type('bom dia');
    thread.setNote(true);
    expect(thread.draft).toBe('');
    thread.type('cliente difícil');
    thread.saveDraft();
    void thread.open(2);
    thread.type('cliente muito difícil');
    await host.answer('Tickets.Open', view(2, [], 5));
    expect(thread.note).toBe(false);
    expect(thread.draft).toBe('');
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'bom dia' }]);
    void thread.open(1);
    const again = view(1, [], 5);
    again.ticket.draft = 'bom dia';
    await host.answer('Tickets.Open', again);
    expect(thread.draft).toBe('bom dia');
    thread.setNote(true);
    expect(thread.draft).toBe('cliente muito difícil');
    thread.setNote(false);
    expect(thread.draft).toBe('bom dia');
  });

  it('as a message is saved again after a note was kept', async () => {
    const { host, thread } = await opened();
    thread.type('bom dia');
    thread.setNote(true);
    thread.type('difícil');
    void thread.send();
    await host.answer('Messages.Send', { id: 9 });
    expect(host.requests('Tickets.Draft')).toEqual([
      { ticket: 1, text: 'bom dia' },
      { ticket: 1, text: 'bom dia' },
    ]);
    thread.setNote(false);
    expect(thread.draft).toBe('bom dia');
  });

  it('as a note goes back to the notes when it was refused', async () => {
    const { host, thread } = await opened();
    thread.setNote(true);
    thread.type('difícil');
    void thread.send();
    thread.setNote(false);
    await host.refuse('Messages.Send');
    expect(thread.draft).toBe('');
    expect(host.requests('Tickets.Draft')).toEqual([]);
    thread.setNote(true);
    expect(thread.draft).toBe('difícil');
  });
});

describe('what changes', () => {
  it('is read one after another', async () => {
    const { host, thread, change } = await opened([message(8, 1)]);
    await change('message', 8, 1);
    await change('message', 8, 1);
    expect(host.requests('Messages.Get')).toHaveLength(1);
    await host.answer('Messages.Get', { messages: [{ ...message(8, 1), body: 'old' }] });
    await host.answer('Messages.Get', { messages: [{ ...message(8, 1), body: 'new' }] });
    expect(thread.messages[0]?.body).toBe('new');
  });

  it.each([
    ['into another', 1, 7],
    ['from another', 7, 1],
  ])('is read anew when the contact was merged %s', async (_, id, of) => {
    const { host, change } = await opened();
    await change('contact', id, of);
    expect(host.requests('Tickets.Open')).toEqual([{ id: 1 }]);
  });

  it('leaves a ticket that is no more', async () => {
    const { host, thread, change } = await opened();
    thread.type('oi');
    await change('contact', 1, 7);
    await host.refuse('Tickets.Open', new Refusal({ code: 'not_found', params: {} }));
    expect(thread.ticket).toBeNull();
    expect(thread.missing).toBe(true);
    expect(host.requests('Tickets.Draft')).toEqual([]);
  });
});

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

describe('Tickets', () => {
  it('keeps the rows that were scrolled to when one of them changes', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const all = Array.from({ length: 300 }, (_, i) => ticket(i + 1));
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: all.slice(0, 60), next: 'a', counts, rev: 5 });
    for (let at = 60; at < 300; at += 60) {
      void list.loadMore();
      await host.answer('Tickets.List', { tickets: all.slice(at, at + 60), next: 'b', counts, rev: 5 });
    }
    expect(list.rows).toHaveLength(300);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'ticket', id: 250, of: 1 }], resync: false });
    for (let at = 0, found; (found = host.asked.find((a) => a.name === 'Tickets.List'));) {
      const { limit } = found.request as { limit: number };
      await host.answer('Tickets.List', {
        tickets: all.slice(at, at + limit),
        next: at + limit < 300 ? 'c' : '',
        counts,
        rev: 6,
      });
      at += limit;
    }
    expect(list.rows).toHaveLength(300);
  });

  it('shows another tab at once, also while the pointer holds the order', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('pointer', true);
    list.show('open');
    await host.answer('Tickets.List', { tickets: [ticket(3), ticket(4)], next: '', counts, rev: 5 });
    expect(list.rows.map((r) => r.id)).toEqual([3, 4]);
    expect(list.waiting).toBe(0);
  });

  it('keeps the order while it is held and counts what is new', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('pointer', true);
    void list.load();
    await host.answer('Tickets.List', { tickets: [ticket(3), ticket(2), ticket(1)], next: '', counts, rev: 5 });
    expect(list.rows.map((r) => r.id)).toEqual([1, 2]);
    expect(list.waiting).toBe(1);
    list.reveal();
    expect(list.rows.map((r) => r.id)).toEqual([3, 2, 1]);
  });
});
