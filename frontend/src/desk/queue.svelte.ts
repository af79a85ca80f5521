import type { QueuedEntry, QueueTalk } from '../host/api.gen';
import type { Session } from './session.svelte';

/** How long changes are gathered before the program is asked again, in milliseconds. */
const gather = 150;

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
  #asked = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  /** Reads now and after every change; answers how to stop. */
  start(): () => void {
    void this.#read();
    const stop = this.session.follow((changes) => {
      if (changes && !changes.some((c) => moving.has(c.kind))) return;
      clearTimeout(this.#soon);
      this.#soon = setTimeout(() => void this.#read(), gather);
    });
    return () => {
      this.#asked++;
      clearTimeout(this.#soon);
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

  /** An answer that comes after a newer question is left aside. */
  async #read(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.session.call('Queue.List', {}, () => true);
    if (!answer || asked !== this.#asked) return;
    this.talks = answer.talks;
    this.more = answer.more;
    this.until = answer.until;
  }
}
