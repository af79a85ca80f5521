import type { Api, Message, Ticket, Upload } from '../host/api.gen';
import type { Events, Host } from '../host/host';
import { Replies } from './replies.svelte';
import { Session } from './session.svelte';
import { Thread } from './thread.svelte';

export const ticket = (id: number): Ticket => ({
  id,
  contact: id,
  channel: 1,
  connection: 1,
  name: `n${id}`,
  number: '',
  status: 'open',
  protocol: `2026-${id}`,
  snoozedUntil: 0,
  pinned: false,
  muted: false,
  tags: [],
  unread: 0,
  waitingSince: 0,
  lastAt: id,
  last: null,
  draft: '',
  openedAt: 0,
  closedAt: 0,
  window: null,
  noMarketing: false,
});
export const message = (id: number, contact: number): Message =>
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
    refused: false,
    replyTo: null,
    edited: false,
    revoked: false,
    forwarded: false,
    often: false,
    starred: false,
    listened: false,
    gestures: [],
    reactions: [],
    author: null,
    attachment: null,
    content: null,
    connection: 1,
    undoUntil: 0,
    system: '',
    params: {},
  }) as Message;

export async function settled() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A program that answers when the test says so. */
export class Slow implements Host {
  asked: { name: string; request: unknown; answer: (a: unknown) => void; refuse: (e: unknown) => void }[] = [];
  events!: Events;
  call<N extends keyof Api>(name: N, request: Api[N][0]): Promise<Api[N][1]> {
    return new Promise((answer, refuse) =>
      this.asked.push({ name, request, answer: answer as (a: unknown) => void, refuse }),
    );
  }
  upload(file: Blob, name: string): Promise<Upload> {
    return new Promise((answer, refuse) =>
      this.asked.push({ name: 'upload', request: { file, name }, answer: answer as (a: unknown) => void, refuse }),
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
export const view = (id: number, messages: Message[] = [], rev = 0) => ({
  ticket: ticket(id),
  firstNew: 0,
  messages,
  stretches: [],
  moreBefore: false,
  rev,
});
export const snapshot = (rev: number) => ({
  rev,
  version: '',
  face: '',
  mode: '',
  dataDir: '',
  settings: {},
  channels: [],
  connections: [],
  removals: [],
  archived: [],
  tags: [],
  reasons: [],
  counts: { pending: 0, open: 0, snoozed: 0, unread: 0, queued: 0, waiting: 0 },
  online: false,
});

export async function start() {
  const host = new Slow();
  const session = new Session(host);
  const thread = new Thread(session);
  session.start();
  thread.start();
  await host.answer('System.Snapshot', snapshot(5));
  host.events.changes({ from: 5, rev: 5, changes: [], resync: false });
  await host.answer('System.Snapshot', snapshot(5));
  return { host, session, thread, replies: new Replies(session) };
}

export async function opened(messages: Message[] = []) {
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
