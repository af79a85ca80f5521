import type { Session } from './session.svelte';
import type { Jumps } from './jumps.svelte';

const pause = 80;

/** Looking for words in the conversation on screen. */
export class Within {
  query = $state('');
  /** The messages that were found, newest first, and which of them is shown. */
  found = $state.raw<readonly number[]>([]);
  at = $state(0);
  /** There are more than were counted. */
  more = $state(false);
  answered = $state(false);
  /** How much of all messages could be looked through, in percent. */
  ready = $state(100);

  readonly #asker = crypto.randomUUID();
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begun = false;

  constructor(
    readonly session: Session,
    readonly jumps: Jumps,
    readonly ticket: number,
    readonly contact: number,
  ) {}

  /** While the index is being made, what was not found yet may be found; what was found stays in its place. */
  start(): () => void {
    const stop = this.session.follow((changes) => {
      if (this.answered && this.found.length === 0 && (!changes || changes.some((c) => c.kind === 'search')))
        void this.#ask();
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
      this.#turn++;
    };
  }

  type(query: string): void {
    this.query = query;
    this.answered = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), pause);
  }

  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    const old = () => turn !== this.#turn;
    const { contact, query } = this;
    const answer = query.trim()
      ? await this.session.call('Search.Within', { asker: this.#asker, contact, query }, old)
      : { messages: [], more: false, ready: 100 };
    // Without an answer nothing is known, and it was said why.
    if (!answer || old()) return;
    [this.found, this.more, this.ready, this.at, this.answered] = [answer.messages, answer.more, answer.ready, 0, true];
    this.#show();
  }

  /** Shows the next older one, or the next newer one; after the last comes the first. */
  step(by: 1 | -1): void {
    const n = this.found.length;
    if (n === 0) return;
    this.at = (this.at + by + n) % n;
    this.#show();
  }

  /** Only the first of them is a jump: the way back leads to where the looking began. */
  #show(): void {
    const message = this.found[this.at];
    if (!message) return;
    if (this.#begun) void this.jumps.look(this.ticket, message);
    else void this.jumps.jump(this.ticket, message, false);
    this.#begun = true;
  }
}
