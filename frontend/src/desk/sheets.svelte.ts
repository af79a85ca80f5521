import type { Fault, Message, Ticket } from '../host/api.gen';
import type { Session } from './session.svelte';
import { below, joined, swapped, within } from './words';

/** One press of Enter whose end is not known, or that was refused while another of its kind is still under way. */
export interface Going {
  text: string;
  note: boolean;
  reply: Message | null;
  refused: boolean;
}

/** What is typed for one ticket and has not arrived. It outlives the look at the ticket. */
export class Sheet {
  message = $state('');
  /** A note never becomes a draft, because a draft is sent to the customer. */
  note = $state('');
  reply = $state.raw<Message | null>(null);
  /** Every text that the program may hold as the draft because of what was done here. */
  known = new Set<string>();
  /** The draft that was asked for last; undefined while nobody can say which one is kept. */
  asked: string | undefined = '';
  /** Calls under way that change the draft, and whether two of them overlapped. */
  flying = 0;
  mixed = false;
  /** Answers under way that will tell the draft: until then nothing is written over it. */
  reading = 0;
  /** The turn in which the draft was asked for that was told last. */
  told = 0;
  /** Ends when the words that may have come with another ticket are read. */
  due: Promise<void> | undefined;
  going: Going[] = [];
  /** Messages of the ticket, by which it is found again when it went into another. */
  seen: number[] = [];
  /** The turn in which the ticket was found to be no more, and whose sheet took its words. */
  lost = 0;
  heir: Sheet | null = null;

  constructor(
    readonly ticket: number,
    public contact = 0,
  ) {}

  get clean(): boolean {
    return this.flying === 0 && this.asked === this.message;
  }

  /** Whether something would be missed if this were forgotten. */
  get holds(): boolean {
    return !this.clean || this.note !== '' || this.reply !== null || this.going.length > 0;
  }
}

/** All that is typed, by ticket. Words leave it only when they were sent, or when they are saved as the draft they are. */
export class Sheets {
  #all = new Map<number, Sheet>();
  /** Which contact each one that is no more became. */
  #became = new Map<number, number>();
  /** Counts what is asked and what is lost: an answer that was asked for earlier does not know of the loss. */
  #turn = 0;

  constructor(
    readonly session: Session,
    /** Takes a ticket that is no more off the screen. */
    readonly gone: (sheet: Sheet) => void,
  ) {}

  at(ticket: number): Sheet {
    const sheet = this.#all.get(ticket) ?? new Sheet(ticket);
    this.#all.set(ticket, sheet);
    return sheet;
  }

  /** Writes over the field of the message or of the note. */
  write(sheet: Sheet, note: boolean, text: string): void {
    if (note) sheet.note = text;
    else sheet.message = text;
  }

  /** Saves the message as the draft of the ticket. What the program is just telling about it comes first, unless it is `now`. */
  save(sheet: Sheet, now = false): void {
    if (sheet.lost || (sheet.reading > 0 && !now)) return;
    // A message under way empties the draft by itself; refused, it comes back. Until then the older draft is a safe copy.
    if (sheet.message === '' && sheet.going.length > 0) return;
    const [only] = sheet.known.size === 1 ? sheet.known : [];
    if ((sheet.asked ?? only) !== sheet.message) void this.#draft(sheet);
  }

  saveAll(now = false): void {
    for (const sheet of this.#all.values()) if (!sheet.clean) this.save(sheet, now);
  }

  async #draft(sheet: Sheet): Promise<void> {
    const text = sheet.message;
    sheet.asked = text;
    this.#fly(sheet, text);
    let gone = false;
    const see = (fault: Fault) => (gone = fault.code === 'not_found');
    const kept = await this.session.call('Tickets.Draft', { ticket: sheet.ticket, text }, see);
    this.#land(sheet, kept !== undefined);
    if (gone) await this.lose(sheet);
  }

  /** What is sent leaves the field; the program empties the draft when it takes it. */
  leave(sheet: Sheet, going: Going): void {
    sheet.going.push(going);
    this.write(sheet, going.note, '');
    sheet.reply = null;
    this.#fly(sheet, '');
  }

  /** Tells how it ended. Of a ticket that was closed the program may have kept the draft. */
  end(sheet: Sheet, going: Going, sent: boolean, closed: boolean): void {
    sheet = this.#landed(sheet, sent, closed);
    if (sent) sheet.going = sheet.going.filter((g) => g !== going);
    else going.refused = true;
    this.#giveBack(sheet, going.note);
    this.save(sheet);
  }

  /** Sends what is not in the field. The program empties the draft all the same, so what is typed is saved again. */
  async beside(sheet: Sheet, closed: boolean, send: () => Promise<boolean>): Promise<boolean> {
    this.#fly(sheet, '');
    const sent = await send();
    this.save(this.#landed(sheet, sent, closed));
    return sent;
  }

  /** Tells what became of the draft by a send, and where the words are now. */
  #landed(sheet: Sheet, sent: boolean, closed: boolean): Sheet {
    const alone = sheet.flying === 1 && !sheet.mixed;
    this.#land(sheet, sent);
    if (sent) sheet.asked = alone && !closed ? '' : undefined;
    while (sheet.heir) sheet = sheet.heir;
    return sheet;
  }

  /** Puts what was not sent before what has been typed since, in the order in which it was sent. */
  #giveBack(sheet: Sheet, note: boolean): void {
    const back = sheet.going.filter((g) => g.note === note);
    if (!back.every((g) => g.refused)) return;
    sheet.going = sheet.going.filter((g) => g.note !== note);
    const typed = note ? sheet.note : sheet.message;
    this.write(sheet, note, [...back.map((g) => g.text), ...(typed ? [typed] : [])].join('\n'));
    sheet.reply ??= back.find((g) => g.reply)?.reply ?? null;
  }

  /** Puts words back above what has been typed since; `draft` is what the program keeps now. */
  regain(sheet: Sheet, text: string, draft: string, reply: Message | null): void {
    sheet.known.add(draft);
    sheet.asked = sheet.flying > 0 ? undefined : draft;
    sheet.message = below(text, sheet.message);
    sheet.reply ??= reply;
    this.save(sheet);
  }

  #fly(sheet: Sheet, text: string): void {
    sheet.known.add(text);
    if (sheet.flying++ > 0) sheet.mixed = true;
  }

  /** Of two calls that overlapped nobody knows which came last, so the draft is saved once more after both. */
  #land(sheet: Sheet, done: boolean): void {
    if (--sheet.flying > 0) return;
    const again = sheet.mixed;
    if (again || !done) sheet.asked = undefined;
    sheet.mixed = false;
    this.#settle(sheet);
    if (again) this.save(sheet);
  }

  #settle(sheet: Sheet): void {
    if (sheet.flying === 0 && sheet.reading === 0 && sheet.asked !== undefined) sheet.known = new Set([sheet.asked]);
  }

  hold(sheet: Sheet): void {
    sheet.reading++;
  }

  release(sheet: Sheet): void {
    sheet.reading--;
    this.#settle(sheet);
    this.save(sheet);
  }

  /** Writes nothing over the draft until what was heard has been `read`. */
  async until(sheet: Sheet, read: Promise<void>): Promise<void> {
    this.hold(sheet);
    sheet.due = read;
    const turn = ++this.#turn;
    await read.catch(() => undefined);
    // It was left before its turn came.
    if (sheet.told < turn && sheet.holds && !sheet.lost) await this.#look(sheet);
    if (sheet.due === read) sheet.due = undefined;
    this.release(sheet);
  }

  /** Asks for a ticket and takes the draft that is told. */
  async reading<T extends { ticket: Ticket }>(sheet: Sheet, ask: () => Promise<T | undefined>): Promise<T | undefined> {
    const turn = ++this.#turn;
    this.hold(sheet);
    const answer = await ask();
    if (answer) this.#told(sheet, answer.ticket, turn);
    this.release(sheet);
    return answer;
  }

  /** Takes the draft that the program holds, and the words of tickets that went into this one. */
  #told(sheet: Sheet, { contact, draft }: Ticket, turn: number): void {
    sheet.contact = this.#now(contact);
    sheet.told = Math.max(sheet.told, turn);
    if (!sheet.known.has(draft)) {
      if (sheet.clean && sheet.going.length === 0) sheet.message = draft;
      else sheet.message = joined(sheet.message, draft, sheet.known);
      sheet.asked = sheet.flying > 0 ? undefined : draft;
      sheet.known.add(draft);
    }
    for (const other of [...this.#all.values()])
      if (other.lost && other.lost < turn && other.contact === sheet.contact) this.#adopt(sheet, other, draft);
  }

  #adopt(heir: Sheet, lost: Sheet, draft: string): void {
    // Words that the program brought along by itself may have been typed over since.
    const brought = lost.clean || (lost.message !== '' && within(lost.message, draft));
    if (!brought) heir.message = swapped(heir.message, lost.message, lost.known);
    heir.note = below(heir.note, lost.note);
    heir.reply ??= lost.reply;
    heir.going.push(...lost.going);
    for (const note of [false, true]) this.#giveBack(heir, note);
    lost.heir = heir;
    this.#all.delete(lost.ticket);
  }

  /** Two contacts became one: what is kept for the tickets of either is looked for. The one on screen is read by itself. */
  merged(from: number, to: number, shown: Sheet | null): void {
    this.#became.set(from, to);
    // Of a ticket that is being read for the first time it is not known yet whose it is.
    const both = [...this.#all.values()].filter(
      (s) => s.contact === from || s.contact === to || (s.contact === 0 && s.reading > 0),
    );
    for (const sheet of both) if (sheet.contact > 0) sheet.contact = to;
    void this.find(both, shown);
  }

  /** The contact that is meant by an answer from before the merge. */
  #now(contact: number): number {
    const next = this.#became.get(contact);
    return next ? this.#now(next) : contact;
  }

  /** Finds out which tickets are still there. */
  async find(some: Iterable<Sheet> = this.#all.values(), shown: Sheet | null = null): Promise<void> {
    const sheets = [...some].filter((s) => s !== shown && (s.holds || s.reading > 0) && !s.lost);
    await Promise.all(sheets.map((s) => this.#look(s)));
  }

  async #look(sheet: Sheet): Promise<void> {
    let gone = false;
    await this.reading(sheet, async () => {
      const answer = await this.session.call('Tickets.Get', { ids: [sheet.ticket] });
      const ticket = answer?.tickets[0];
      gone = answer !== undefined && !ticket;
      return ticket && { ticket };
    });
    if (gone) await this.lose(sheet);
  }

  /** The ticket is no more: its words go to the ticket that took its messages. If that one is not found, they wait until a
   * ticket of the same customer is read. */
  async lose(sheet: Sheet): Promise<void> {
    if (sheet.lost) return;
    sheet.lost = ++this.#turn;
    this.gone(sheet);
    if (!sheet.holds) return;
    const id = await this.#successor(sheet);
    if (id && id !== sheet.ticket && !sheet.heir) await this.#look(this.at(id));
  }

  async #successor(sheet: Sheet): Promise<number | undefined> {
    const some = sheet.seen.length > 0 ? await this.session.call('Messages.Get', { ids: sheet.seen }) : undefined;
    const moved = some?.messages[0];
    if (moved) {
      sheet.contact = this.#now(moved.contact);
      return moved.ticket;
    }
    const ask = { contact: sheet.contact, before: 0, after: 0, around: 0, limit: 1 };
    return (await this.session.call('Messages.Page', ask))?.messages[0]?.ticket;
  }
}
