/** Until the customer writes: no clock ends such a snooze. */
export const untilTheyWrite = -1;

export interface Preset {
  id: 'hour' | 'afternoon' | 'tomorrow' | 'monday' | 'reply';
  until: number;
}

const hour = 3_600_000;
/** When the afternoon begins for who puts something off in the morning, and the working day. */
const afternoonAt = 15;
const morningAt = 9;

function at(now: number, days: number, clock: number): number {
  const d = new Date(now);
  d.setDate(d.getDate() + days);
  return d.setHours(clock, 0, 0, 0);
}

/** The times offered for putting a ticket off. This afternoon is offered while it is more than an hour away; on a Sunday tomorrow is
 * Monday already. */
export function presets(now: number): Preset[] {
  const day = new Date(now).getDay();
  const all: Preset[] = [{ id: 'hour', until: now + hour }];
  if (at(now, 0, afternoonAt) - now > hour) all.push({ id: 'afternoon', until: at(now, 0, afternoonAt) });
  all.push({ id: 'tomorrow', until: at(now, 1, morningAt) });
  if (day !== 0) all.push({ id: 'monday', until: at(now, 8 - day, morningAt) });
  return [...all, { id: 'reply', until: untilTheyWrite }];
}

/** A time as the field for date and time writes it. */
export function fieldTime(ms: number): string {
  const d = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(d.getFullYear())}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}
