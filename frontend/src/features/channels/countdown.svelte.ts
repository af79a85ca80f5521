/** Counts down to a time that is given in unix milliseconds, once a second while it is on screen. */
export class Countdown {
  #now = $state(Date.now());
  #from = $state(Date.now());
  #until: () => number;

  constructor(until: () => number) {
    this.#until = until;
    $effect(() => {
      void until();
      this.#from = this.#now = Date.now();
      const timer = setInterval(() => (this.#now = Date.now()), 250);
      return () => clearInterval(timer);
    });
  }

  get seconds(): number {
    return Math.max(0, Math.ceil((this.#until() - this.#now) / 1000));
  }

  /** What is left of the time, from 1 to 0. */
  get part(): number {
    const whole = this.#until() - this.#from;
    return whole <= 0 ? 0 : Math.max(0, Math.min(1, (this.#until() - this.#now) / whole));
  }
}
