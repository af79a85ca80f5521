import type { Change, Fault, Message, Ticket, View } from '../host/api.gen';
import type { Session } from './session.svelte';

const pageSize = 100;
/** The longest page there is, in messages. */
const longPage = 200;

/** The conversation on screen. */
export class Thread {
  ticket = $state<Ticket | null>(null);
  messages = $state<Message[]>([]);
  /** The message above which the unread divider stands; it stays until the ticket is left. */
  firstNew = $state(0);
  newCount = $state(0);
  moreBefore = $state(false);
  /** What stands in the field: the message, or the note while `note` is on. */
  draft = $state('');
  note = $state(false);
  replyTo = $state<Message | null>(null);
  missing = $state(false);
  /** Rises when the field shall take the focus though the ticket stays the same. */
  calls = $state(0);

  #asked = 0;
  /** Whether an older page is on its way. */
  #asking = false;
  /** The ticket that was asked for last; the one on screen may still be another. */
  #wanted = 0;
  /** The keys of what was sent and perhaps did not arrive. The same words go again under the same key. */
  #unsure = new Map<string, string>();
  /** Notes that were begun, by ticket. They never become a draft, because a draft is sent to the customer. */
  #notes = new Map<number, string>();
  /** What is being answered, by ticket that was left; with the saved draft it makes the same words again. */
  #replies = new Map<number, Message>();
  /** What stood in the field of a ticket that was left while something of it was under way: newer than what is saved. */
  #left = new Map<number, string>();
  /** How much of each ticket is under way. */
  #sending = new Map<number, number>();
  /** The message that waits while the field holds a note. */
  #message = '';
  /** What the next reading waits for, so that an older answer cannot cover a newer one. */
  #tail: Promise<void> = Promise.resolve();
  #saver: ReturnType<typeof setTimeout> | undefined;
  #unsaved = false;

  constructor(readonly session: Session) {}

  start(): () => void {
    const leave = () => this.saveDraft();
    const back = () => this.#read();
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', back);
    const stop = this.session.follow((changes) => void this.#inTurn(() => this.#changed(changes)));
    return () => {
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', back);
      stop();
    };
  }

  async open(id: number): Promise<void> {
    if (this.#wanted === id) return;
    this.#wanted = id;
    this.saveDraft();
    const asked = ++this.#asked;
    this.missing = false;
    if (id === 0) return this.#leave();
    const view = await this.session.call('Tickets.Open', { id });
    if (asked !== this.#asked) return;
    if (!view) {
      this.#leave();
      this.missing = true;
      return;
    }
    this.#putAway();
    // The same ticket asked for anew is still being typed in; its field is newer than what was saved.
    if (this.ticket?.id !== id) this.draft = this.#left.get(id) ?? view.ticket.draft;
    this.ticket = view.ticket;
    this.replyTo = this.#replies.get(id) ?? null;
    this.#replies.delete(id);
    this.messages = view.messages;
    this.moreBefore = view.moreBefore;
    this.firstNew = view.firstNew;
    this.newCount = view.ticket.unread;
    // What changed while the answer was under way was said before this ticket stood on screen.
    if (view.rev < this.session.rev) await this.#inTurn(() => this.#reload(id));
    this.#read();
  }

  /** Saves what was typed up to now; the field goes back to the message. */
  #putAway(): void {
    this.setNote(false);
    this.saveDraft();
    if (this.ticket && this.replyTo) this.#replies.set(this.ticket.id, this.replyTo);
    if (this.ticket && this.#sending.has(this.ticket.id)) this.#left.set(this.ticket.id, this.draft);
    this.replyTo = null;
  }

  #leave(): void {
    this.#putAway();
    this.#wanted = 0;
    this.ticket = null;
    this.messages = [];
    this.draft = '';
  }

  #read(): void {
    if (this.ticket && this.ticket.unread > 0 && document.visibilityState === 'visible') {
      void this.session.call('Tickets.Read', { id: this.ticket.id });
    }
  }

  /** Moves the unread divider above a message that came while the reader was elsewhere. */
  divide(firstNew: number, count: number): void {
    this.firstNew = firstNew;
    this.newCount = count;
  }

  async loadOlder(): Promise<void> {
    if (!this.ticket || !this.moreBefore || this.#asking) return;
    this.#asking = true;
    await this.#inTurn(() => this.#older());
    this.#asking = false;
  }

  async #older(): Promise<void> {
    const first = this.messages[0];
    if (!this.ticket || !first || !this.moreBefore) return;
    const asked = this.#asked;
    const page = await this.#pageBefore(this.ticket.contact, first.id, pageSize);
    if (!page || asked !== this.#asked) return;
    this.moreBefore = page.moreBefore;
    this.messages = [...page.messages, ...this.messages];
  }

  #pageBefore(contact: number, before: number, limit: number) {
    return this.session.call('Messages.Page', { contact, before, after: 0, limit });
  }

  /** Sends what is typed. The bubble comes from the database by itself; the text stays when it was refused. */
  async send(): Promise<boolean> {
    const ticket = this.ticket;
    const { draft: text, replyTo: reply, note } = this;
    if (!ticket || !text.trim()) return false;
    const message = note ? this.#message : '';
    this.#cancelSave();
    this.draft = '';
    this.replyTo = null;
    if (note) this.#notes.delete(ticket.id);
    const words = JSON.stringify([ticket.id, text, reply?.id ?? 0, note]);
    const key = this.#unsure.get(words) ?? crypto.randomUUID();
    this.#unsure.set(words, key);
    this.#sending.set(ticket.id, (this.#sending.get(ticket.id) ?? 0) + 1);
    const sent = await this.session.call('Messages.Send', {
      ticket: ticket.id,
      key,
      text,
      replyTo: reply?.id ?? 0,
      note,
    });
    if (sent) {
      this.#unsure.delete(words);
      this.#keepMessage(ticket.id, message);
    } else {
      this.#giveBack(ticket.id, text, note, reply);
    }
    this.#sentOne(ticket.id);
    return sent !== undefined;
  }

  #sentOne(ticket: number): void {
    const more = (this.#sending.get(ticket) ?? 1) - 1;
    if (more > 0) this.#sending.set(ticket, more);
    else {
      this.#sending.delete(ticket);
      this.#left.delete(ticket);
    }
  }

  /** Sending empties the saved draft, also when it was a note that went: what is still typed is saved again. */
  #keepMessage(ticket: number, before: string): void {
    let text = this.#left.get(ticket) ?? before;
    if (this.ticket?.id === ticket) text = this.note ? this.#message : this.draft;
    if (text) void this.session.call('Tickets.Draft', { ticket, text });
  }

  /** Puts what was not sent before what has been typed since, where it came from. */
  #giveBack(ticket: number, text: string, note: boolean, reply: Message | null): void {
    const here = this.ticket?.id === ticket;
    if (here) this.replyTo ??= reply;
    else if (reply) this.#replies.set(ticket, reply);
    if (here && this.note === note) this.type(above(text, this.draft));
    else if (note) this.#notes.set(ticket, above(text, this.#notes.get(ticket) ?? ''));
    else this.#keepBack(ticket, text, here);
  }

  /** The same for a message whose field is not on screen. */
  #keepBack(ticket: number, text: string, here: boolean): void {
    const whole = above(text, (here ? this.#message : this.#left.get(ticket)) ?? '');
    if (here) this.#message = whole;
    else this.#left.set(ticket, whole);
    void this.session.call('Tickets.Draft', { ticket, text: whole });
  }

  /** Changes between message and note; each keeps its own text. */
  setNote(on: boolean): void {
    if (!this.ticket || on === this.note) return;
    if (on) {
      this.saveDraft();
      this.#message = this.draft;
      this.draft = this.#notes.get(this.ticket.id) ?? '';
    } else {
      this.draft = this.#message;
      this.#message = '';
    }
    this.note = on;
  }

  type(text: string): void {
    this.draft = text;
    if (this.note) {
      if (this.ticket) this.#notes.set(this.ticket.id, text);
      return;
    }
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

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(work, work);
    return this.#tail;
  }

  async #changed(changes: readonly Change[] | null): Promise<void> {
    const ticket = this.ticket;
    if (!ticket) return;
    if (!changes) return this.#reload(ticket.id);
    // Two contacts became one, and this conversation is of either.
    if (changes.some((c) => c.kind === 'contact' && c.of > 0 && (c.id === ticket.contact || c.of === ticket.contact)))
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
    const gone = (fault: Fault) => fault.code === 'not_found' && asked === this.#asked && this.#lose();
    const view = await this.session.call('Tickets.Open', { id }, gone);
    if (!view || asked !== this.#asked) return;
    this.ticket = view.ticket;
    const window = await this.#window(view);
    if (asked !== this.#asked) return;
    this.moreBefore = window.moreBefore;
    this.messages = window.messages;
  }

  /** Reads on from the newest page up to the oldest message that is loaded, so that the reader loses nothing. */
  async #window(view: View): Promise<Pick<View, 'messages' | 'moreBefore'>> {
    const oldest = this.messages[0];
    let { messages, moreBefore } = view;
    while (oldest && moreBefore && messages[0] && before(oldest, messages[0])) {
      const page = await this.#pageBefore(view.ticket.contact, messages[0].id, longPage);
      if (!page?.messages.length)
        return { messages: merge(this.messages, [], messages, this.moreBefore), moreBefore: this.moreBefore };
      messages = [...page.messages, ...messages];
      moreBefore = page.moreBefore;
    }
    return { messages, moreBefore };
  }

  /** The ticket is no more: nothing can be saved for it. */
  #lose(): true {
    this.#cancelSave();
    this.#asked++;
    this.#leave();
    this.missing = true;
    return true;
  }
}

function above(text: string, typed: string): string {
  return typed ? `${text}\n${typed}` : text;
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
