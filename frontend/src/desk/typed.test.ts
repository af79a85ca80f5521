import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Api, Ticket } from '../host/api.gen';
import { Refusal, type Events, type Host } from '../host/host';
import { Session } from './session.svelte';
import { message, settled, snapshot, ticket } from './slow';
import { Thread } from './thread.svelte';
import { toasts } from './toasts.svelte';

interface Row extends Ticket {
  sent: string[];
  notes: string[];
}
interface Call {
  name: string;
  run: () => unknown;
  answer: (a: unknown) => void;
  refuse: (e: unknown) => void;
}
type Made = Record<string, never> | { id: number };

/** A program whose calls take effect, and are answered, when and in the order that the test says. */
class Program implements Host {
  rows = new Map<number, Row>();
  messages = [1, 2, 3, 4].map((id) => message(id, id));
  /** Calls on their way to the program. */
  asked: Call[] = [];
  /** Answers on their way back. */
  done: (() => void)[] = [];
  events!: Events;
  rev = 5;
  /** The ticket that each one is now. */
  went = new Map([1, 2, 3, 4].map((id) => [id, id]));

  constructor() {
    for (const id of [1, 2, 3, 4]) this.rows.set(id, { ...ticket(id), sent: [], notes: [] });
  }

  upload = () => Promise.reject(new Error('nobody sends files here'));
  listen(events: Events) {
    this.events = events;
    return () => undefined;
  }

  call<N extends keyof Api>(name: N, request: Api[N][0]): Promise<Api[N][1]> {
    if (name === 'System.Snapshot') return Promise.resolve(snapshot(this.rev) as unknown as Api[N][1]);
    return new Promise((answer, refuse) =>
      this.asked.push({
        name,
        run: () => this.#run(name, request as never),
        answer: answer as (a: unknown) => void,
        refuse,
      }),
    );
  }

  #row(id: number): Row {
    const row = this.rows.get(id);
    if (!row) throw new Refusal({ code: 'not_found', params: {} });
    return row;
  }

  #run(name: string, r: never): unknown {
    const some = <T extends { id: number }>(all: T[]) => all.filter((x) => (r as { ids: number[] }).ids.includes(x.id));
    if (name === 'Tickets.Draft') return this.#draft(r);
    if (name === 'Messages.Send') return this.#send(r);
    if (name === 'Tickets.Get') return { tickets: some([...this.rows.values()]).map((t) => ({ ...t })) };
    if (name === 'Messages.Get') return { messages: some(this.messages).map((m) => ({ ...m })) };
    if (name === 'Messages.Page') return { messages: this.#of((r as { contact: number }).contact), moreBefore: false };
    if (name === 'Tickets.Open') {
      const row = this.#row((r as { id: number }).id);
      return { ticket: { ...row }, firstNew: 0, messages: this.#of(row.contact), moreBefore: false, rev: this.rev };
    }
    return {};
  }

  #of(contact: number) {
    return this.messages.filter((m) => m.contact === contact).map((m) => ({ ...m }));
  }

  #draft(r: { ticket: number; text: string }): Made {
    this.#row(r.ticket).draft = r.text;
    return {};
  }

  #send(r: { ticket: number; text: string; note: boolean }): Made {
    const row = this.#row(r.ticket);
    row.draft = '';
    (r.note ? row.notes : row.sent).push(r.text);
    return { id: 9 };
  }

  /** A call reaches the program; its answer sets out. */
  arrive(at: number, fails = false): void {
    const [call] = this.asked.splice(at % this.asked.length, 1);
    if (!call) return;
    const writes = call.name === 'Messages.Send' || call.name === 'Tickets.Draft';
    if (fails && writes) return void this.done.push(() => call.refuse(new TypeError('fetch failed')));
    try {
      const answer = call.run();
      this.done.push(() => call.answer(answer));
    } catch (refusal) {
      this.done.push(() => call.refuse(refusal));
    }
  }

  /** Two customers prove to be one. What was on its way before came before. */
  merge(a: number, b: number, twins: boolean): void {
    while (this.asked.length > 0) this.arrive(0);
    const tickets = [...this.rows.values()].sort((x, y) => x.id - y.id);
    const one = tickets[a % tickets.length]!;
    const two = tickets[b % tickets.length]!;
    if (one.id === two.id) return;
    const [keep, drop] = one.id < two.id ? [one, two] : [two, one];
    const [from, to] = [one.contact, two.contact];
    if (keep.draft === '' || keep.draft === drop.draft) keep.draft = drop.draft;
    else if (drop.draft !== '') keep.draft += `\n${drop.draft}`;
    keep.contact = to;
    keep.sent.push(...drop.sent);
    keep.notes.push(...drop.notes);
    this.rows.delete(drop.id);
    for (const [id, now] of this.went) if (now === drop.id) this.went.set(id, keep.id);
    if (twins) this.messages = this.messages.filter((m) => m.ticket !== drop.id);
    for (const m of this.messages)
      if (m.contact === from || m.contact === to) Object.assign(m, { contact: to, ticket: keep.id });
    this.tell([{ kind: 'contact', id: from, of: to }]);
  }

  tell(changes: { kind: string; id: number; of: number }[], resync = false): void {
    this.events.changes({ from: this.rev, rev: ++this.rev, changes, resync });
  }

  async drain(): Promise<void> {
    for (let i = 0; i < 500; i++) {
      if (this.asked.length > 0) this.arrive(0);
      this.done.shift()?.();
      await settled();
      if (this.asked.length + this.done.length === 0) vi.advanceTimersByTime(500);
      if (this.asked.length + this.done.length === 0) return;
    }
    throw new Error('it never comes to rest');
  }
}

interface Word {
  text: string;
  note: boolean;
  /** The customer's first ticket. */
  of: number;
}

/** The one who types: each word is another one, so that each can be found again. */
class Typist {
  words: Word[] = [];
  constructor(readonly thread: Thread) {}

  type(line: boolean): void {
    const { thread } = this;
    if (!thread.ticket) return;
    const text = `w${this.words.length}.`;
    this.words.push({ text, note: thread.note, of: thread.ticket.id });
    thread.type(thread.draft + (thread.draft ? (line ? '\n' : ' ') : '') + text);
  }
}

type Step = [what: string, a: number, b: number];

async function act([what, a, b]: Step, host: Program, { thread, type }: Pick<Typist, 'thread' | 'type'>) {
  if (what === 'send') void thread.send();
  if (what === 'open') void thread.open((a % 4) + 1);
  if (what === 'close') void thread.open(0);
  if (what === 'note') thread.setNote(!thread.note);
  if (what === 'resync') host.tell([], true);
  if (what === 'merge') host.merge(a, b, b % 3 === 0);
  if (what === 'arrive' && host.asked.length > 0) host.arrive(a);
  if (what === 'fail' && host.asked.length > 0) host.arrive(a, true);
  if (what === 'answer') host.done.splice(a % Math.max(1, host.done.length), 1)[0]?.();
  if (what === 'wait') vi.advanceTimersByTime(500);
  if (what === 'type') type(b % 2 === 0);
  await settled();
}

/** Where every word is at the end: with which customer, as what. */
async function found(host: Program, thread: Thread): Promise<Word[]> {
  const all: Word[] = [];
  const put = (of: number, note: boolean, texts: string[]) =>
    all.push(...texts.flatMap((t) => t.match(/w\d+\./g) ?? []).map((text) => ({ text, note, of })));
  for (const { id } of [...host.rows.values()]) {
    await thread.open(0);
    void thread.open(id);
    await host.drain();
    const { draft, sent, notes } = host.rows.get(id)!;
    expect(thread.draft).toBe(draft);
    put(id, false, [...sent, draft]);
    thread.setNote(true);
    put(id, true, [...notes, thread.draft]);
    thread.setNote(false);
  }
  return all;
}

const sorted = (words: Word[]) => words.map((w) => `${w.text} ${w.note ? 'note' : 'message'} ${w.of}`).sort();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('no word that is typed is lost, doubled or told to another, whatever happens in whatever order', async () => {
  const often = ['type', 'type', 'type', 'arrive', 'arrive', 'arrive', 'answer', 'answer', 'answer', 'send', 'send'];
  const what = fc.constantFrom(...often, 'open', 'open', 'close', 'note', 'resync', 'merge', 'fail', 'fail', 'wait');
  const step = fc.tuple(what, fc.nat(11), fc.nat(11)) as fc.Arbitrary<Step>;
  const play = async (steps: Step[]) => {
    const host = new Program();
    const session = new Session(host);
    const thread = new Thread(session);
    const stops = [session.start(), thread.start()];
    host.tell([]);
    void thread.open(1);
    await host.drain();
    const typist = new Typist(thread);
    const type = typist.type.bind(typist);
    for (const s of steps) await act(s, host, { thread, type });
    await host.drain();
    host.tell([], true);
    await host.drain();
    const words = await found(host, thread);
    // A customer's words are with the ticket that all of that customer's went into.
    expect(sorted(words)).toEqual(sorted(typist.words.map((w) => ({ ...w, of: host.went.get(w.of)! }))));
    stops.forEach((stop) => stop());
    toasts.all = [];
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), play), {
    seed: 7,
    numRuns: 300,
  });
}, 60_000);
