/** How long after the customer's last message free text is carried, in milliseconds. */
const whole = 24 * 3_600_000;

/** Milliseconds until the window closes; 0 when it is closed. `ends` is 0 where it never opened. A clock that stands a little
 * behind leaves less than the whole day, so that its words stay hours and minutes. */
export function windowLeft(ends: number, now: number): number {
  return Math.min(whole - 1, Math.max(0, ends - now));
}

/** The part of the window that is left, from 0 to 1. */
export function windowPart(ends: number, now: number): number {
  return windowLeft(ends, now) / whole;
}

/** How pressing it is: the last hour deserves a look, a closed one is told apart also without colour. */
export function windowTone(ends: number, now: number): 'open' | 'late' | 'closed' {
  const left = windowLeft(ends, now);
  return left === 0 ? 'closed' : left < 3_600_000 ? 'late' : 'open';
}

/** Whether a row of the list shows it: closed, or less than six hours left. */
export function windowNear(ends: number, now: number): boolean {
  return windowLeft(ends, now) < 6 * 3_600_000;
}
