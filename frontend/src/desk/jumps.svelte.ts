/** Where a view of a conversation goes: to a message, whose upper edge shall stand so many pixels below that of the view; null: which
 * shall stand in the middle and be pointed out; Infinity: the end. */
export interface Aim {
  message: number;
  top: number | null;
  /** Whether the message takes the focus. */
  focus: boolean;
}

/** Where somebody was reading. */
export interface Spot {
  ticket: number;
  message: number;
  top: number;
  /** At the end, wherever that is by now. */
  end: boolean;
}

/** How long a message that was gone to is pointed out, in milliseconds. */
const litFor = 1200;

/** Going through conversations and coming back. */
export class Jumps {
  /** Where the view shall go. Each is obeyed once. */
  aim = $state.raw<Aim | null>(null);
  /** The message that is pointed out, 0 = none. */
  lit = $state(0);
  /** Where jumps began, the latest last. */
  spots = $state.raw<readonly Spot[]>([]);
  /** Tells where the reader is; whoever draws the conversation sets it. */
  where: (() => Spot | null) | null = null;

  #lighter: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Goes to a place of a ticket's conversation; null is its end. */
    readonly go: (ticket: number, aim: Aim | null) => Promise<void>,
  ) {}

  /** Shows a message with what stands around it, and remembers where the reader was. Where its ticket is not the one on screen, the
   * message is shown when that is opened. */
  jump(ticket: number, message: number, focus = true): Promise<void> {
    const from = this.where?.();
    if (from) this.spots = [...this.spots, from];
    return this.look(ticket, message, focus);
  }

  /** Shows a message without remembering anything. */
  look(ticket: number, message: number, focus = false): Promise<void> {
    return this.go(ticket, { message, top: null, focus });
  }

  /** Goes back to where the last jump began, and tells which ticket that is of. */
  back(): number {
    const spot = this.spots.at(-1);
    if (!spot) return 0;
    this.forget();
    const { ticket, message, top } = spot;
    void this.go(ticket, spot.end ? null : { message, top, focus: false });
    return ticket;
  }

  /** Forgets where the last jump began: the reader is there. */
  forget(): void {
    this.spots = this.spots.slice(0, -1);
  }

  point(aim: Aim): void {
    this.aim = aim;
    clearTimeout(this.#lighter);
    if (aim.top !== null) return;
    this.lit = aim.message;
    this.#lighter = setTimeout(() => (this.lit = 0), litFor);
  }
}
