const prefix = 'balcao-watching-';

/** Which tickets somebody is looking at, in this page or in another one of the same program. The browser's locks tell the others, and
 * are let go by themselves when a page ends. */
export class Watching {
  #ticket = 0;
  #release: (() => void) | undefined;

  constructor(
    /** The ticket on screen, 0 if none is. */
    readonly shown: () => number,
  ) {}

  /** Says what is looked at now. */
  look(): void {
    const ticket = document.hasFocus() && document.visibilityState === 'visible' ? this.shown() : 0;
    if (ticket === this.#ticket) return;
    this.#ticket = ticket;
    this.#release?.();
    this.#release = undefined;
    if (ticket === 0 || !locks()) return;
    const held = new Promise<void>((release) => (this.#release = release));
    void locks()?.request(`${prefix}${String(ticket)}`, { mode: 'shared' }, () => held);
  }

  /** The tickets that are looked at in any page. */
  async all(): Promise<number[]> {
    this.look();
    const held = (await locks()?.query())?.held ?? [];
    const elsewhere = held.flatMap((lock) =>
      lock.name?.startsWith(prefix) ? [Number(lock.name.slice(prefix.length))] : [],
    );
    return [...new Set([...(this.#ticket > 0 ? [this.#ticket] : []), ...elsewhere])];
  }
}

/** The browser's locks; the window's engine may have none, and has one page. */
function locks(): LockManager | undefined {
  return (navigator as Partial<Navigator>).locks;
}
