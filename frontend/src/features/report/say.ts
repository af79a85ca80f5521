import { number, span, t, words } from '../../i18n/i18n.svelte';
import type { ReportDay } from '../../host/api.gen';

/** How long an answer took. */
export function lasting(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 60_000 ? t('report.seconds', { n: Math.max(1, Math.round(ms / 1000)) }) : span(ms);
}

/** A day with its weekday, short. */
export function dayName(at: number): string {
  return new Intl.DateTimeFormat(words.language, { weekday: 'short', day: '2-digit', month: '2-digit' }).format(at);
}

/** A day where there is little room. */
export function shortDay(at: number): string {
  return new Intl.DateTimeFormat(words.language, { day: '2-digit', month: '2-digit' }).format(at);
}

/** What a day was, in one sentence. */
export function dayWords(day: ReportDay): string {
  const n = { day: dayName(day.at), received: number(day.received), answered: number(day.answered) };
  return day.median === null ? t('report.dayWords', n) : t('report.dayFirst', { ...n, first: lasting(day.median) });
}

/** The share of a whole, in percent. */
export function share(part: number, whole: number): string {
  return new Intl.NumberFormat(words.language, { style: 'percent' }).format(whole ? part / whole : 0);
}

/** The top of an axis: the next round number, of which halves are whole. */
export function roundTop(n: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return [1, 2, 4, 6, 8, 10].map((m) => m * step).find((top) => top >= n && top % 2 === 0) ?? 2;
}
