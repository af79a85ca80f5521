import type { Change, Ticket, Way } from '../host/api.gen';
import type { Session } from './session.svelte';

/** How long changes are gathered before the program is asked again, in milliseconds. */
const gather = 300;

/** Rows that decide by which connection a message leaves, or whether it may, whosever they are. */
const deciding = new Set(['connection', 'channel', 'setting']);

/** How a message that is written now to the open ticket would leave. */
export class Ahead {
  #way = $state.raw<{ ticket: number; way: Way } | null>(null);
  #ticket = 0;
  #asked = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  /** The way of a ticket, once it is known. */
  of(ticket: number): Way | null {
    return this.#way?.ticket === ticket ? this.#way.way : null;
  }

  /** Asks for the way of a ticket and keeps it true until the returned function is called. */
  follow(ticket: Pick<Ticket, 'id' | 'contact' | 'window'>): () => void {
    this.#ticket = ticket.id;
    void this.#ask();
    const stop = this.session.follow((changes) => {
      if (!changes || changes.some((c) => concerns(c, ticket))) this.#gather();
    });
    // When the window closes nothing changes that would be heard of.
    const left = (ticket.window?.ends ?? 0) - Date.now();
    const end = left > 0 ? setTimeout(() => void this.#ask(), left + 1000) : undefined;
    return () => {
      this.#asked++;
      clearTimeout(end);
      clearTimeout(this.#soon);
      stop();
    };
  }

  #gather(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#ask(), gather);
  }

  /** What is said beforehand is a help: without it the message itself tells how it went. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const id = this.#ticket;
    const way = await this.session.call('Tickets.Way', { id }, () => true);
    if (asked === this.#asked) this.#way = way ? { ticket: id, way } : null;
  }
}

function concerns(change: Change, ticket: Pick<Ticket, 'id' | 'contact'>): boolean {
  if (change.kind === 'message') return change.of === ticket.contact;
  if (change.kind === 'contact') return change.id === ticket.contact;
  return deciding.has(change.kind) || (change.kind === 'ticket' && change.id === ticket.id);
}
