import type { Attempt, Change, Offer, Receipt } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';

/** Rows whose change can change the path of a message or what may be done about it. */
const watched = new Set(['message', 'delivery', 'connection', 'channel']);

/** The attempts of one message and what the operator may do about it, as the program last told. */
export class MessagePath {
  attempts = $state.raw<Attempt[] | null>(null);
  offers = $state.raw<Offer[]>([]);
  receipts = $state.raw<Receipt[]>([]);
  #asked = 0;

  constructor(
    readonly session: Session,
    readonly id: number,
    /** Says nothing when it cannot be read, and does not follow each single try: many of these stand on one screen. */
    readonly quiet = false,
  ) {}

  /** Reads now and after every change that may concern the message; answers how to stop. */
  follow(): () => void {
    void this.#read();
    const stop = this.session.follow((changes) => {
      if (!changes || changes.some((c) => this.#concerns(c))) void this.#read();
    });
    return () => {
      this.#asked++;
      stop();
    };
  }

  /** When the customer's side said something first; 0 where its network told no time. */
  told(status: string): number {
    return this.receipts.find((r) => r.status === status)?.at ?? 0;
  }

  #concerns(c: Change): boolean {
    if (c.kind === 'message') return c.id === this.id;
    return watched.has(c.kind) && !(this.quiet && c.kind === 'delivery');
  }

  /** An answer that comes after a newer question is left aside. */
  async #read(): Promise<void> {
    const asked = ++this.#asked;
    const path = await this.session.call('Messages.Path', { id: this.id }, () => this.quiet || asked !== this.#asked);
    if (!path || asked !== this.#asked) return;
    this.attempts = path.attempts;
    this.offers = path.offers;
    this.receipts = path.receipts;
  }
}
