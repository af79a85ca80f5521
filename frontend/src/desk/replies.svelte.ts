import { t, words } from '../i18n/i18n.svelte';
import type { Fault, Filled, Reply } from '../host/api.gen';
import type { Session } from './session.svelte';
import { toasts } from './toasts.svelte';

/** A reply as it is being written; without an id it is a new one. */
export type Written = Omit<Reply, 'uses'>;

/** The quick replies: the library, and the one that is being written. */
export class Replies {
  /** Those used most in front; null until they were read. */
  all = $state.raw<Reply[] | null>(null);
  /** What is open in the form. */
  editing = $state.raw<Written | null>(null);
  #needed = false;
  #asked = 0;

  constructor(readonly session: Session) {}

  start(): () => void {
    return this.session.follow((changes) => {
      if (this.#needed && (!changes || changes.some((c) => c.kind === 'reply'))) void this.#read();
    });
  }

  /** Reads them if nobody has them yet, and follows what changes from then on. */
  need(): void {
    if (!this.#needed || !this.all) void this.#read();
    this.#needed = true;
  }

  async #read(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.session.call('Replies.List', {});
    if (answer && asked === this.#asked) this.all = answer.replies;
  }

  /** The replies that are meant by what was typed, the likeliest in front. */
  find(query: string): Reply[] {
    return found(this.all ?? [], query);
  }

  /** Opens the form; what was typed after the slash is offered as the shortcut. */
  write(reply: Partial<Written> = {}): void {
    this.editing = { id: 0, shortcut: '', text: '', files: [], ...reply };
  }

  /** Keeps a reply with those of its files that stay and the uploads; what is refused is handed to `refused`. */
  async save(
    { id, shortcut, text, files }: Written,
    refused?: (fault: Fault) => void,
    uploads: number[] = [],
  ): Promise<boolean> {
    const ask = { id, shortcut, text, files: files.map((f) => f.id), uploads };
    const told = refused && ((fault: Fault) => (refused(fault), true));
    if (!(await this.session.call('Replies.Save', ask, told))) return false;
    await this.#read();
    return true;
  }

  async delete(reply: Reply): Promise<void> {
    const { id, shortcut } = reply;
    if (!(await this.session.call('Replies.Delete', { id }))) return;
    await this.#read();
    const run = () => void this.session.call('Replies.Restore', { id });
    toasts.show(t('replies.deleted', { shortcut }), { ms: 8000, action: { label: t('undo'), run } });
  }

  /** A reply filled in for a ticket, with its files. */
  use(reply: number, ticket: number): Promise<Filled | undefined> {
    return this.session.call('Replies.Use', { reply, ticket, language: words.language });
  }
}

const plain = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Shortcuts that begin so come first, then those that hold it, then texts; within each the order stays. */
export function found(all: readonly Reply[], query: string): Reply[] {
  const q = plain(query.trim());
  const rank = (r: Reply) => {
    const shortcut = plain(r.shortcut);
    if (shortcut.startsWith(q)) return 0;
    if (shortcut.includes(q)) return 1;
    return plain(r.text).includes(q) ? 2 : 3;
  };
  const ranked = all.map((r) => ({ r, at: rank(r) })).filter(({ at }) => at < 3);
  return ranked.sort((a, b) => a.at - b.at).map(({ r }) => r);
}
