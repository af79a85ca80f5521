import type { QueuedEntry, QueueTalk } from '../host/api.gen';
import type { Session } from './session.svelte';

/** How long changes are gathered before the program is asked again, in milliseconds. */
const gather = 150;

/** How long after its time a change is looked for, and the longest that is waited at once, in milliseconds. */
const late = 500;
const longest = 3_600_000;

const moving = new Set(['message', 'delivery', 'connection', 'channel']);

/** What has not left, as the program last told. */
export class Queue {
  /** Null until the program has told. */
  talks = $state.raw<QueueTalk[] | null>(null);
  more = $state(false);
  /** When the first of the customers' 24 hours ends before which something has to leave, 0 = never. */
  until = $state(0);
  /** What was taken back here, and can be put back as long as this is shown. */
  taken = $state.raw<{ talk: QueueTalk; entry: QueuedEntry }[]>([]);
  /** Rises when it is stopped. */
  #life = 0;
  #reading = false;
  #again = false;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  /** Reads now and after every change; answers how to stop. */
  start(): () => void {
    void this.#read();
    const stop = this.session.follow((changes) => {
      if (changes && !changes.some((c) => moving.has(c.kind))) return;
      // Begun once, however many come after: while they come without a pause it would never be read.
      this.#gather();
    });
    return () => {
      this.#life++;
      clearTimeout(this.#soon);
      clearTimeout(this.#due);
      stop();
    };
  }

  /** The conversations with what waits in each and what was just taken back, each in its order. */
  get shown(): { talk: QueueTalk; entries: { entry: QueuedEntry; taken: boolean }[] }[] {
    const talks = this.talks ?? [];
    const gone = this.taken
      .filter(({ talk }) => !talks.some((t) => t.contact === talk.contact))
      .map(({ talk }) => talk);
    const all = [...talks, ...gone.filter((talk, i) => gone.findIndex((t) => t.contact === talk.contact) === i)];
    return all.map((talk) => {
      const waits = talks.includes(talk) ? talk.messages : [];
      const taken = this.taken.filter(
        (one) => one.talk.contact === talk.contact && !waits.some((m) => m.message.id === one.entry.message.id),
      );
      const entries = [
        ...waits.map((entry) => ({ entry, taken: false })),
        ...taken.map(({ entry }) => ({ entry, taken: true })),
      ];
      return { talk, entries: entries.sort((a, b) => a.entry.message.id - b.entry.message.id) };
    });
  }

  /** Takes a message out of the queue: it does not leave. */
  async take(talk: QueueTalk, entry: QueuedEntry): Promise<void> {
    const kept = this.taken.filter((one) => one.entry.message.id !== entry.message.id);
    if (await this.session.call('Messages.Cancel', { id: entry.message.id })) this.taken = [...kept, { talk, entry }];
  }

  /** Puts it back at its place. */
  async putBack(entry: QueuedEntry): Promise<void> {
    if (await this.session.call('Messages.Retry', { id: entry.message.id }))
      this.taken = this.taken.filter((one) => one.entry !== entry);
  }

  /** Asks the connections on which something waits to try now. */
  async now(): Promise<void> {
    const entries = (this.talks ?? []).flatMap((talk) => talk.messages);
    const waited = new Set(entries.filter((e) => e.why === 'link' || e.why === 'shut').map((e) => e.connection));
    await Promise.all([...waited].map((id) => this.session.call('Connections.Refresh', { id }, () => true)));
  }

  /** Reads one at a time: while changes come faster than answers, each answer is still shown. */
  async #read(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    const life = this.#life;
    this.#reading = true;
    const answer = await this.session.call('Queue.List', {}, () => true);
    this.#reading = false;
    if (life !== this.#life) return;
    if (answer) {
      this.talks = answer.talks;
      this.more = answer.more;
      this.until = answer.until;
    }
    this.#wait();
    if (this.#again) this.#gather();
    this.#again = false;
  }

  #gather(): void {
    this.#soon ??= setTimeout(() => void this.#read(), gather);
  }

  /** Why something waits changes also with the time alone: when a try is due, and when a customer's 24 hours end. */
  #wait(): void {
    clearTimeout(this.#due);
    const now = Date.now();
    const times = (this.talks ?? []).flatMap((talk) => talk.messages.flatMap((m) => [m.until, m.nextAt]));
    const next = Math.min(...times.filter((at) => at > now));
    if (Number.isFinite(next)) this.#due = setTimeout(() => void this.#read(), Math.min(next - now + late, longest));
  }
}
