import type { Session } from './session.svelte';

/** After how many steps through messages, without a press of the pointer in between, somebody seems to read by keyboard alone. */
const enough = 40;

/** How the operator reads: whoever reads by keyboard alone is offered the steady reading once. */
export class Habit {
  #steps = 0;
  #reached = $state(false);

  constructor(readonly session: Session) {}

  start(): () => void {
    const pressed = () => (this.#steps = 0);
    addEventListener('pointerdown', pressed);
    return () => removeEventListener('pointerdown', pressed);
  }

  /** A step from one message to the next was made by keyboard. */
  step(): void {
    if (++this.#steps >= enough) this.#reached = true;
  }

  get offers(): boolean {
    return this.#reached && !this.session.steady && this.session.settings['steady_asked'] !== '1';
  }

  /** The answer to the offer. It is never made again. */
  answer(yes: boolean): void {
    this.session.set('steady_asked', '1');
    if (yes) this.session.set('steady_reading', '1');
  }
}
