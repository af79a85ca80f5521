import type { Change, Fault, Message, SendRequest, Stretch, TemplateUse, Ticket, View } from '../host/api.gen';
import type { Session } from './session.svelte';
import { blanksOf } from './blanks';
import { Keys } from './keys';
import { Sheets, type Going, type Sheet } from './sheets.svelte';
import { Jumps, type Aim } from './jumps.svelte';
import { again, around, longPage, merge, newest, pageAfter, pageBefore, reachBack, type Part } from './part';

const pageSize = 100;

/** The conversation on screen. */
export class Thread {
  ticket = $state<Ticket | null>(null);
  messages = $state<Message[]>([]);
  /** The message above which the unread divider stands; it stays until the ticket is left. */
  firstNew = $state(0);
  newCount = $state(0);
  moreBefore = $state(false);
  /** Whether the conversation goes on below what is loaded: somebody looks at an older part of it. */
  moreAfter = $state(false);
  readonly jumps = new Jumps((ticket, aim) => this.#go(ticket, aim));
  /** The tickets of the contact, the newest first: the parts of the conversation. */
  stretches = $state.raw<Stretch[]>([]);
  /** The ticket whose part of the conversation is wanted on screen; each asking is an object of its own. */
  sought = $state.raw<{ ticket: number } | null>(null);
  /** The ticket is looked at without marking it as read. */
  peeking = $state(false);
  note = $state(false);
  missing = $state(false);
  /** Where the templates were called instead of the field, and the connection that has them; 0 = the one that is foreseen. */
  picking = $state.raw<{ ticket: number; connection: number } | null>(null);
  /** The ticket whose next text is sent although its window counts as closed, 0 = none: the count is an estimate. */
  despite = $state(0);
  /** What was filled into templates and not sent, by ticket and template. */
  readonly filled = new Map<string, Record<string, string>>();
  /** The warning that is shown before the same words go to many, until the operator answered. */
  warned = $state.raw<{ n: string; by: string; answer: (yes: boolean) => void } | null>(null);
  /** The text that was kept from leaving because something in it is not filled in. */
  halted = $state('');
  /** Rises when the field shall take the focus though the ticket stays the same. */
  calls = $state(0);

  #asked = 0;
  /** Whether an older page is on its way. */
  #asking = false;
  /** The ticket that was asked for last; the one on screen may still be another. */
  #wanted = 0;
  readonly #keys = new Keys();
  /** What the next reading waits for, so that an older answer cannot cover a newer one. */
  #tail: Promise<void> = Promise.resolve();
  #saver: ReturnType<typeof setTimeout> | undefined;
  /** Where the ticket that is on its way shall be shown. */
  #bound: { ticket: number; aim: Aim | null } | null = null;
  #sheets: Sheets;
  /** What is typed for the ticket on screen. */
  #sheet = $state.raw<Sheet | null>(null);

  constructor(readonly session: Session) {
    this.#sheets = new Sheets(session, (sheet) => this.#lose(sheet));
  }

  /** What stands in the field: the message, or the note while `note` is on. */
  get draft(): string {
    return (this.note ? this.#sheet?.note : this.#sheet?.message) ?? '';
  }

  get replyTo(): Message | null {
    return this.#sheet?.reply ?? null;
  }

  set replyTo(message: Message | null) {
    if (this.#sheet) this.#sheet.reply = message;
  }

  start(): () => void {
    const leave = () => this.#sheets.saveAll(true);
    const back = () => this.#read();
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', back);
    const stop = this.session.follow((changes) => this.#heard(changes));
    return () => {
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', back);
      stop();
    };
  }

  async open(id: number, peek = false): Promise<void> {
    this.peeking = peek && id > 0;
    if (this.#wanted === id) return this.#read();
    this.#wanted = id;
    this.warned?.answer(false);
    this.saveDraft();
    const asked = ++this.#asked;
    this.missing = false;
    const bound = this.#bound?.ticket === id ? this.#bound.aim : null;
    if (this.#bound?.ticket !== id) this.jumps.spots = [];
    this.#bound = null;
    if (id === 0) return this.#leave();
    const sheet = this.#sheets.at(id);
    const view = await this.#ask(id);
    if (asked !== this.#asked) return;
    const there = view && bound ? await this.#partOf(view, bound) : null;
    if (asked !== this.#asked) return;
    if (!view || sheet.lost) {
      this.#leave();
      this.missing = true;
      return;
    }
    // The same ticket asked for anew is still being typed in, be it a message or a note.
    if (this.ticket?.id !== id) this.#putAway();
    this.ticket = view.ticket;
    this.#sheet = sheet;
    this.#show(there ?? { ...view, moreAfter: false });
    this.stretches = view.stretches;
    this.sought = null;
    this.firstNew = view.firstNew;
    this.newCount = view.ticket.unread;
    if (bound && this.messages.some((m) => m.id === bound.message)) this.jumps.point(bound);
    // What changed while the answer was under way was said before this ticket stood on screen.
    if (view.rev < this.session.rev)
      await this.#sheets.until(
        sheet,
        this.#inTurn(() => this.#reload(id)),
      );
    this.#read();
  }

  #show(part: Part): void {
    this.messages = part.messages;
    this.moreBefore = part.moreBefore;
    this.moreAfter = part.moreAfter;
  }

  /** The part of a conversation that holds what is gone to; null when the newest does, or when it is no more. */
  async #partOf(view: View, aim: Aim): Promise<Part | null> {
    if (view.messages.some((m) => m.id === aim.message)) return null;
    return (await around(this.session, view.ticket.contact, aim.message)) ?? null;
  }

  /** Goes to a place of the conversation; null is its end. */
  async #go(ticket: number, aim: Aim | null): Promise<void> {
    if (this.ticket?.id !== ticket || this.#wanted !== ticket) {
      this.#bound = { ticket, aim };
      return;
    }
    if (!aim) return this.toEnd();
    if (!this.messages.some((m) => m.id === aim.message)) await this.#inTurn(() => this.#load(aim.message));
    if (this.messages.some((m) => m.id === aim.message)) this.jumps.point(aim);
  }

  async #load(message: number): Promise<void> {
    const still = this.#still();
    const part = this.ticket && (await around(this.session, this.ticket.contact, message));
    if (part && still()) this.#show(part);
  }

  /** Goes to the newest message, which may have to be loaded. */
  async toEnd(): Promise<void> {
    await this.#inTurn(async () => {
      if (!this.ticket || !this.moreAfter) return;
      const still = this.#still();
      const part = await newest(this.session, this.ticket.contact, pageSize);
      if (part && still()) this.#show({ ...part, moreAfter: false });
      this.#read();
    });
    const last = this.messages.at(-1);
    if (last && !this.moreAfter) this.jumps.point({ message: last.id, top: Infinity, focus: false });
  }

  async loadNewer(): Promise<void> {
    if (!this.ticket || !this.moreAfter || this.#asking) return;
    this.#asking = true;
    await this.#inTurn(() => this.#newer());
    this.#asking = false;
  }

  async #newer(): Promise<void> {
    const last = this.messages.at(-1);
    if (!this.ticket || !last || !this.moreAfter) return;
    const still = this.#still();
    const page = await pageAfter(this.session, this.ticket.contact, last.id);
    if (!page || !still()) return;
    this.moreAfter = page.moreAfter;
    this.messages = [...this.messages, ...page.messages];
    this.#read();
  }

  /** Asks for a ticket. One that is no more leaves the screen and its words go to the one it went into. */
  #ask(id: number): Promise<View | undefined> {
    const sheet = this.#sheets.at(id);
    const gone = (fault: Fault) => {
      if (fault.code !== 'not_found') return false;
      const shown = sheet === this.#sheet;
      void this.#sheets.lose(sheet);
      return shown;
    };
    return this.#sheets.reading(sheet, () => this.session.call('Tickets.Open', { id }, gone));
  }

  /** Saves what was typed up to now; the field goes back to the message. */
  #putAway(): void {
    this.note = false;
    this.saveDraft();
    if (this.#sheet) this.#sheet.seen = this.#own();
    this.#sheet = null;
  }

  /** The newest messages on screen that are of this very ticket. */
  #own(): number[] {
    const id = this.ticket?.id;
    return this.messages
      .filter((m) => m.ticket === id)
      .map((m) => m.id)
      .slice(-longPage);
  }

  #leave(): void {
    this.#putAway();
    this.#wanted = 0;
    this.ticket = null;
    this.#show({ messages: [], moreBefore: false, moreAfter: false });
    this.sought = null;
  }

  /** Marks as read what is loaded: nobody has read what came since, or what is new while an older part is on screen. */
  #read(): void {
    if (this.peeking || this.moreAfter || this.ticket?.id !== this.#wanted) return;
    if (this.ticket.unread > 0 && document.visibilityState === 'visible') {
      const upTo = Math.max(0, ...this.messages.map((m) => m.id));
      void this.session.call('Tickets.Read', { id: this.ticket.id, upTo });
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
    const still = this.#still();
    const page = await pageBefore(
      this.session,
      this.ticket.contact,
      first.id,
      this.session.steady ? longPage : pageSize,
    );
    if (!page || !still()) return;
    this.moreBefore = page.moreBefore;
    this.messages = [...page.messages, ...this.messages];
  }

  /** Whether what is typed has to stay because something in it is not filled in; the field then shows what. */
  halts(): boolean {
    this.halted = this.note || blanksOf(this.draft).length === 0 ? '' : this.draft;
    return this.halted !== '';
  }

  /**
   * Sends what is typed. The bubble comes from the database by itself; the text comes back when it was refused. A message with a variable
   * that is not filled in stays in the field, unless the operator saw that and wants it to leave so.
   */
  async send(unfilled = false): Promise<boolean> {
    const { ticket, note, draft: text, replyTo: reply } = this;
    const sheet = this.#sheet;
    if (!ticket || !sheet || !text.trim()) return false;
    if (!unfilled && this.halts()) return false;
    this.halted = '';
    clearTimeout(this.#saver);
    const going: Going = { text, note, reply, refused: false };
    this.#sheets.leave(sheet, going);
    const despite = !note && this.despite === ticket.id;
    const ask = {
      ticket: ticket.id,
      text,
      replyTo: reply?.id ?? 0,
      note,
      template: null,
      connection: 0,
      despite,
      confirmed: false,
    };
    const sent = await this.#sent(sheet, ask);
    if (sent && despite && this.despite === ticket.id) this.despite = 0;
    if (sent && this.ticket?.id === ticket.id && this.moreAfter) void this.toEnd();
    this.#sheets.end(sheet, going, sent, ticket.status === 'closed');
    return sent;
  }

  /** Sends a filled-in template, with the text that the customer reads. What is typed stays in the field. */
  async sendTemplate(text: string, template: TemplateUse, refused: (fault: Fault) => boolean): Promise<boolean> {
    const { ticket } = this;
    const sheet = this.#sheet;
    if (!ticket || !sheet) return false;
    clearTimeout(this.#saver);
    const connection = this.picking?.connection ?? 0;
    const ask = {
      ticket: ticket.id,
      text,
      replyTo: 0,
      note: false,
      template,
      connection,
      despite: false,
      confirmed: false,
    };
    return this.#sheets.beside(sheet, ticket.status === 'closed', () => this.#sent(sheet, ask, refused));
  }

  async #sent(sheet: Sheet, ask: Omit<SendRequest, 'key'>, refused?: (fault: Fault) => boolean): Promise<boolean> {
    const words = JSON.stringify(ask);
    const key = this.#keys.take(words);
    // Sending empties the draft, also of the words that just came to it with another ticket: those are read first.
    if (sheet.due) await sheet.due;
    let warning: Fault | undefined;
    const heard = (fault: Fault) => {
      if (fault.code !== 'many_contacts') return refused?.(fault) ?? false;
      warning = fault;
      return true;
    };
    let sent = (await this.session.call('Messages.Send', { ...ask, key }, heard)) !== undefined;
    if (!sent && warning && (await this.agreed(warning)))
      sent = (await this.session.call('Messages.Send', { ...ask, key, confirmed: true }, refused)) !== undefined;
    this.#keys.end(words, key, sent);
    return sent;
  }

  /** Shows the warning about the same words for many and waits for the operator. */
  agreed(fault: Fault): Promise<boolean> {
    return new Promise((done) => {
      const answer = (yes: boolean) => {
        this.warned = null;
        done(yes);
      };
      this.warned = { n: fault.params['n'] ?? '', by: fault.params['by'] ?? '', answer };
    });
  }

  /** Puts back what was taken back before it left; `draft` is what the program keeps since. */
  regain(ticket: number, text: string, draft: string, reply: Message | null): void {
    this.#sheets.regain(this.#sheets.at(ticket), text, draft, reply);
    this.calls++;
  }

  /** Calls the templates of a connection for this ticket; what is typed stays. */
  pickTemplate(connection = 0): void {
    if (!this.ticket) return;
    this.setNote(false);
    this.picking = { ticket: this.ticket.id, connection };
  }

  /** Changes between message and note; each keeps its own text. */
  setNote(on: boolean): void {
    if (!this.ticket || on === this.note) return;
    this.saveDraft();
    this.note = on;
  }

  type(text: string): void {
    if (!this.#sheet) return;
    this.#sheets.write(this.#sheet, this.note, text);
    if (this.note) return;
    clearTimeout(this.#saver);
    this.#saver = setTimeout(() => this.saveDraft(), 400);
  }

  saveDraft(): void {
    clearTimeout(this.#saver);
    if (this.#sheet) this.#sheets.save(this.#sheet);
  }

  /** Whose ticket is shown and what is kept for others may have changed with the contacts. */
  #heard(changes: readonly Change[] | null): void {
    const merges = changes?.filter((c) => c.kind === 'contact' && c.of > 0) ?? [];
    const shown = this.#sheet;
    for (const c of merges) this.#sheets.merged(c.id, c.of, shown);
    if (!changes) void this.#sheets.find(undefined, shown);
    const anew = shown && (!changes || merges.length > 0) ? shown : null;
    const done = this.#inTurn(() => this.#changed(changes));
    if (anew) void this.#sheets.until(anew, done);
  }

  /** Tells later whether this ticket is still the one on screen and the one that is wanted. */
  #still(): () => boolean {
    const asked = this.#asked;
    const id = this.ticket?.id;
    return () => asked === this.#asked && id === this.ticket?.id;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(work, work);
    return this.#tail;
  }

  async #changed(changes: readonly Change[] | null): Promise<void> {
    const ticket = this.ticket;
    const still = this.#still();
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
      this.#mark(fresh);
    }
    const ids = changes.filter((c) => c.kind === 'message' && c.of === ticket.contact).map((c) => c.id);
    if (ids.length > 0) await this.#refresh([...new Set(ids)], still);
    this.#read();
  }

  /** The part of the conversation that this ticket is stands as the ticket does. */
  #mark(fresh: Ticket | undefined): void {
    if (!fresh) return;
    const { status, closedAt } = fresh;
    this.stretches = this.stretches.map((s) => (s.id === fresh.id ? { ...s, status, closedAt } : s));
  }

  /** Brings the part of the conversation that another ticket of the contact is to the screen. */
  async seek(ticket: number): Promise<void> {
    const shown = this.ticket?.id;
    // All of that ticket, so that it can be read from its beginning.
    const whole = () => {
      const first = this.messages.findIndex((m) => m.ticket === ticket);
      return first > 0 || !this.moreBefore;
    };
    while (!whole() && this.ticket?.id === shown) {
      const loaded = this.messages.length;
      await this.#inTurn(() => this.#older());
      if (this.messages.length === loaded) break;
    }
    if (this.ticket?.id === shown && this.messages.some((m) => m.ticket === ticket)) this.sought = { ticket };
  }

  async #refresh(ids: number[], still: () => boolean): Promise<void> {
    for (let at = 0; at < ids.length; at += 200) {
      const some = ids.slice(at, at + 200);
      const answer = await this.session.call('Messages.Get', { ids: some });
      if (!answer || !still()) return;
      this.messages = merge(this, some, answer.messages);
    }
  }

  async #reload(id: number): Promise<void> {
    if (this.ticket?.id !== id) return;
    const still = this.#still();
    const view = await this.#ask(id);
    if (!view || !still()) return;
    this.ticket = view.ticket;
    this.stretches = view.stretches;
    const window = this.moreAfter
      ? ((await again(this.session, view.ticket.contact, this)) ?? this)
      : await reachBack(this.session, view, this);
    if (still()) this.#show(window);
  }

  /** The ticket is no more. Another one that was asked for meanwhile still comes. */
  #lose(sheet: Sheet): void {
    if (sheet !== this.#sheet) return;
    const wanted = this.#wanted;
    this.#leave();
    if (wanted !== sheet.ticket) this.#wanted = wanted;
    else {
      this.#asked++;
      this.missing = true;
    }
  }
}
