import { words } from '../../i18n/i18n.svelte';

/** When a hit was written: as in the list, and with the year where that is another one. */
export function dated(at: number, now: number, near: (at: number, now: number) => string): string {
  if (new Date(at).getFullYear() === new Date(now).getFullYear()) return near(at, now);
  return new Intl.DateTimeFormat(words.language, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
}

export const spans = ['any', 'today', 'week', 'month', 'year', 'choose'] as const;
export type Span = (typeof spans)[number];

const days: Partial<Record<Span, number>> = { today: 0, week: 6, month: 29, year: 364 };

/** The beginning of a span that ends now, in unix milliseconds; 0 where it has none. */
export function sinceOf(span: Span, now: number): number {
  const back = days[span];
  if (back === undefined) return 0;
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - back);
  return day.getTime();
}

/** The first millisecond of a day of a date field, so many days later; 0 for no date or one that is no date. */
export function dayOf(field: string, later = 0): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(field) ?? [];
  if (!year) return 0;
  const at = new Date(Number(year), Number(month) - 1, Number(day) + later).getTime();
  return Number.isFinite(at) ? Math.max(0, at) : 0;
}
