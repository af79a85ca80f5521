import type { Change, RingingCall } from '../host/api.gen';
import type { Notices } from './notices.svelte';
import type { Session } from './session.svelte';

/** The calls that ring on the phone now. The program says when one is over; of which it hears nothing more, the clock does. */
export class Calls {
  ringing = $state<RingingCall[]>([]);
  #told = new Map<number, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    readonly session: Session,
    /** The ticket on screen, 0 if none is. */
    private readonly shown: () => number,
    private readonly open: (ticket: number) => void,
  ) {}

  start(): () => void {
    void this.#read();
    const stop = this.session.follow((changes: readonly Change[] | null) => {
      if (!changes || changes.some((c) => c.kind === 'call')) void this.#read();
    });
    return () => {
      clearTimeout(this.#timer);
      stop();
    };
  }

  /** Tells the operator of each call once, in these words, but for those of a ticket that was silenced, and takes back what is over. */
  tell(notices: Pick<Notices, 'tell'>, words: (call: RingingCall) => { title: string; body: string }): void {
    for (const [id, withdraw] of this.#told) {
      if (this.ringing.some((c) => c.message === id)) continue;
      withdraw();
      this.#told.delete(id);
    }
    for (const c of this.ringing) {
      if (c.muted || this.#told.has(c.message)) continue;
      const notice = { ...words(c), tag: `call-${String(c.message)}`, onopen: () => this.open(c.ticket) };
      this.#told.set(c.message, notices.tell(notice, this.shown() === c.ticket));
    }
  }

  async #read(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.session.call('Calls.Ringing', {});
    if (answer && asked === this.#asked) this.#put(answer.calls);
  }

  #put(all: RingingCall[]): void {
    const now = Date.now();
    this.ringing = all.filter((c) => c.until > now);
    clearTimeout(this.#timer);
    const next = Math.min(...this.ringing.map((c) => c.until));
    if (Number.isFinite(next)) this.#timer = setTimeout(() => this.#put(this.ringing), next - now + 50);
  }
}
