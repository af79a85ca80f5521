import type { Change, Message, Ticket } from '../host/api.gen';
import type { Session } from './session.svelte';

const pageSize = 100;

/** The conversation on screen. */
export class Thread {
  ticket = $state<Ticket | null>(null);
  messages = $state<Message[]>([]);
  /** The message above which the unread divider stands; it stays until the ticket is left. */
  firstNew = $state(0);
  newCount = $state(0);
  moreBefore = $state(false);
  loading = $state(false);
  /** Set while older messages are put above, so that the list keeps its place. */
  prepending = $state(false);
  draft = $state('');
  note = $state(false);
  replyTo = $state<Message | null>(null);
  missing = $state(false);

  #asked = 0;
  /** The ticket that was asked for last; the one on screen may still be another. */
  #wanted = 0;
  /** The last press of send of which nobody knows whether it arrived. The same words go again under the same key. */
  #unsure: { words: string; key: string } | null = null;
  #saver: ReturnType<typeof setTimeout> | undefined;
  #unsaved = false;

  constructor(readonly session: Session) {}

  start(): () => void {
    const leave = () => this.saveDraft();
    addEventListener('pagehide', leave);
    const stop = this.session.follow((changes) => void this.#changed(changes));
    return () => {
      removeEventListener('pagehide', leave);
      stop();
    };
  }

  async open(id: number): Promise<void> {
    if (this.#wanted === id) return;
    this.#wanted = id;
    this.saveDraft();
    const asked = ++this.#asked;
    this.replyTo = null;
    this.note = false;
    this.missing = false;
    if (id === 0) {
      this.ticket = null;
      this.messages = [];
      return;
    }
    this.loading = true;
    const view = await this.session.call('Tickets.Open', { id });
    if (asked !== this.#asked) return;
    this.loading = false;
    if (!view) {
      this.#wanted = 0;
      this.ticket = null;
      this.messages = [];
      this.missing = true;
      return;
    }
    this.ticket = view.ticket;
    this.messages = view.messages;
    this.moreBefore = view.moreBefore;
    this.firstNew = view.firstNew;
    this.newCount = view.ticket.unread;
    this.draft = view.ticket.draft;
    // What changed while the answer was under way was said before this ticket stood on screen.
    if (view.rev < this.session.rev) await this.#reload(id);
    this.#read();
  }

  #read(): void {
    if (this.ticket && this.ticket.unread > 0 && document.visibilityState === 'visible') {
      void this.session.call('Tickets.Read', { id: this.ticket.id });
    }
  }

  async loadOlder(): Promise<void> {
    const first = this.messages[0];
    if (!this.ticket || !first || !this.moreBefore || this.loading) return;
    this.loading = true;
    const asked = this.#asked;
    const page = await this.session.call('Messages.Page', {
      contact: this.ticket.contact,
      before: first.id,
      after: 0,
      limit: pageSize,
    });
    this.loading = false;
    if (!page || asked !== this.#asked) return;
    this.prepending = true;
    this.moreBefore = page.moreBefore;
    this.messages = [...page.messages, ...this.messages];
  }

  /** Sends what is typed. The bubble comes from the database by itself; the text stays when it was refused. */
  async send(): Promise<boolean> {
    const ticket = this.ticket;
    const text = this.draft;
    if (!ticket || !text.trim()) return false;
    const reply = this.replyTo?.id ?? 0;
    this.#cancelSave();
    this.draft = '';
    this.replyTo = null;
    const words = JSON.stringify([ticket.id, text, reply, this.note]);
    const key = this.#unsure?.words === words ? this.#unsure.key : crypto.randomUUID();
    const sent = await this.session.call('Messages.Send', {
      ticket: ticket.id,
      key,
      text,
      replyTo: reply,
      note: this.note,
    });
    this.#unsure = sent ? null : { words, key };
    if (!sent) {
      if (this.ticket?.id === ticket.id && this.draft === '') this.draft = text;
      else void this.session.call('Tickets.Draft', { ticket: ticket.id, text });
      return false;
    }
    return true;
  }

  type(text: string): void {
    this.draft = text;
    this.#unsaved = true;
    clearTimeout(this.#saver);
    this.#saver = setTimeout(() => this.saveDraft(), 400);
  }

  saveDraft(): void {
    if (!this.#unsaved || !this.ticket) return;
    this.#cancelSave();
    void this.session.call('Tickets.Draft', { ticket: this.ticket.id, text: this.draft });
  }

  #cancelSave(): void {
    clearTimeout(this.#saver);
    this.#unsaved = false;
  }

  async #changed(changes: readonly Change[] | null): Promise<void> {
    const ticket = this.ticket;
    if (!ticket) return;
    if (!changes) return this.#reload(ticket.id);
    if (changes.some((c) => c.kind === 'contact' && c.id === ticket.contact && c.of > 0))
      return this.#reload(ticket.id);
    if (
      changes.some(
        (c) => (c.kind === 'ticket' && c.id === ticket.id) || (c.kind === 'contact' && c.id === ticket.contact),
      )
    ) {
      const answer = await this.session.call('Tickets.Get', { ids: [ticket.id] });
      const fresh = answer?.tickets[0];
      if (fresh && this.ticket?.id === fresh.id) this.ticket = fresh;
    }
    const ids = changes.filter((c) => c.kind === 'message' && c.of === ticket.contact).map((c) => c.id);
    if (ids.length > 0) await this.#refresh([...new Set(ids)]);
    this.#read();
  }

  async #refresh(ids: number[]): Promise<void> {
    const asked = this.#asked;
    for (let at = 0; at < ids.length; at += 200) {
      const some = ids.slice(at, at + 200);
      const answer = await this.session.call('Messages.Get', { ids: some });
      if (!answer || asked !== this.#asked) return;
      this.messages = merge(this.messages, some, answer.messages, this.moreBefore);
    }
  }

  async #reload(id: number): Promise<void> {
    const asked = this.#asked;
    const view = await this.session.call('Tickets.Open', { id });
    if (!view || asked !== this.#asked) return;
    this.ticket = view.ticket;
    this.messages = view.messages;
    this.moreBefore = view.moreBefore;
  }
}

/** Puts changed messages into the loaded window, in the order of the conversation. One that was asked for and did not come
 * back is gone. One older than the window is left to be loaded by scrolling. */
export function merge(shown: Message[], asked: number[], fresh: Message[], moreBefore: boolean): Message[] {
  const now = new Map(fresh.map((m) => [m.id, m]));
  const gone = new Set(asked.filter((id) => !now.has(id)));
  const kept = shown.filter((m) => !gone.has(m.id)).map((m) => now.get(m.id) ?? m);
  const known = new Set(kept.map((m) => m.id));
  const first = kept[0];
  const added = fresh.filter((m) => !known.has(m.id) && (!moreBefore || !first || before(first, m)));
  if (added.length === 0) return kept;
  return [...kept, ...added].sort((a, b) => (before(a, b) ? -1 : 1));
}

function before(a: Message, b: Message): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}
