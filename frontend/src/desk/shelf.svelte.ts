import { untrack } from 'svelte';
import type { Files, FilesRequest, Message } from '../host/api.gen';
import type { Session } from './session.svelte';

/** The most that is asked for at once. */
const most = 200;

/** Pictures and films, or documents and sounds; empty: all. */
export type Sort = '' | 'media' | 'documents';

/** The files of a conversation, newest first; they are read again when its messages change. */
export class Shelf {
  files = $state.raw<Files | null>(null);
  #asked = 0;

  constructor(
    readonly session: Session,
    readonly contact: number,
    readonly sort: Sort,
    /** How many are read at first, and each time that there shall be more. */
    readonly step: number,
  ) {}

  start(): () => void {
    void this.#read();
    return this.session.follow((changes) => {
      if (!changes || changes.some((c) => c.kind === 'message' && c.of === this.contact)) void this.#read();
    });
  }

  /** Reads what is older than what is here. */
  async more(): Promise<void> {
    const here = this.files;
    const last = here?.messages.at(-1);
    if (!here?.more || !last) return;
    const older = await this.#ask({ before: last.id, limit: this.step });
    if (older) this.files = { ...older, messages: [...here.messages, ...older.messages] };
  }

  /** Reads the newest anew, as many as are here; what is still older stays. */
  async #read(): Promise<void> {
    const here = untrack(() => this.files);
    const limit = Math.min(most, Math.max(this.step, here?.messages.length ?? 0));
    const fresh = await this.#ask({ before: 0, limit });
    if (!fresh) return;
    const end = here?.messages.findIndex((m) => m.id === fresh.messages.at(-1)?.id) ?? -1;
    const older = here && end >= 0 ? here.messages.slice(end + 1) : [];
    const kept = here && older.length > 0 && { messages: [...fresh.messages, ...older], more: here.more };
    this.files = { ...fresh, ...kept };
  }

  /** An answer counts unless something was asked after it. */
  async #ask(what: Pick<FilesRequest, 'before' | 'limit'>): Promise<Files | undefined> {
    const mine = ++this.#asked;
    const answer = await this.session.call('Messages.Files', { contact: this.contact, sort: this.sort, ...what });
    return mine === this.#asked ? answer : undefined;
  }
}

/** Messages of one month after the other, as `nameOf` calls the month of a time. */
export function byMonth(messages: readonly Message[], nameOf: (at: number) => string) {
  const all: { name: string; messages: Message[] }[] = [];
  for (const m of messages) {
    const name = nameOf(m.at);
    if (all.at(-1)?.name !== name) all.push({ name, messages: [] });
    all.at(-1)!.messages.push(m);
  }
  return all;
}
