import { words } from '../../i18n/i18n.svelte';

/** A minute of the day as a field for a time wants it. */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** The minute of the day that a field for a time shows, -1 while it shows none. */
export function minuteOf(clock: string): number {
  const found = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock);
  return found ? Number(found[1]) * 60 + Number(found[2]) : -1;
}

export interface Weekday {
  /** Its place in the setting: 1 is Sunday, 2 Monday, 64 Saturday. */
  bit: number;
  short: string;
  long: string;
}

/** The days of the week, Monday first, in the language of the screen. */
export function weekdays(): Weekday[] {
  const sunday = Date.UTC(2023, 0, 1);
  const name = (day: number, weekday: 'short' | 'long') =>
    new Intl.DateTimeFormat(words.language, { weekday, timeZone: 'UTC' }).format(sunday + day * 86_400_000);
  return [1, 2, 3, 4, 5, 6, 0].map((day) => ({
    bit: 1 << day,
    short: name(day, 'short').replace('.', ''),
    long: name(day, 'long'),
  }));
}

/** The days with one of them put in or taken out. */
export function toggled(days: number, bit: number): number {
  return days ^ bit;
}
