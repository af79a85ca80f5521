import type later from './later/pt-BR.json';
import type pt from './pt-BR.json';

/** A sentence of the catalogue. Portuguese is the first language; a test compares the keys of the others with it. */
export type Key = keyof typeof pt | keyof typeof later;
export type Language = 'pt-BR' | 'en' | 'es';
export type Params = Record<string, string | number>;
type Catalogue = Readonly<Record<string, string>>;

export const languages: readonly Language[] = ['pt-BR', 'en', 'es'];

/** Nobody reads three languages at once, so each comes when it is read. */
const files: Record<Language, () => Promise<{ default: Catalogue }>> = {
  'pt-BR': () => import('./pt-BR.json'),
  en: () => import('./en.json'),
  es: () => import('./es.json'),
};
/** What only parts beyond the first screen say comes with the first of them. */
const laterFiles: typeof files = {
  'pt-BR': () => import('./later/pt-BR.json'),
  en: () => import('./later/en.json'),
  es: () => import('./later/es.json'),
};
const read = async (file: () => Promise<{ default: Catalogue }>) => (await file().catch(() => undefined))?.default;
const catalogues: Partial<Record<Language, Catalogue>> = {};

/** The language of a system that prefers these, in order. */
export function preferred(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const short = wish.slice(0, 2).toLowerCase();
    const found = languages.find((l) => l.slice(0, 2) === short);
    if (found) return found;
  }
  return 'pt-BR';
}

/** The language that is meant by a wish; an empty one follows the system. */
function meant(wish: string): Language {
  return languages.find((l) => l === wish) ?? preferred(globalThis.navigator?.languages ?? []);
}

class Words {
  /** The language of the screen. It changes when its words are there. */
  language = $state<Language>(meant(''));
  #wished = this.language;
  /** Whether parts beyond the first screen are drawn, and of which languages their words are there. */
  #parts = false;
  #whole = new Set<Language>();

  /** Fetches the words of a language; without a wish those of the system's. Where they do not come the screen keeps its own. */
  async fetch(wish = ''): Promise<void> {
    const language = meant(wish);
    catalogues[language] ??= await read(files[language]);
    const more = this.#parts && !this.#whole.has(language) && (await read(laterFiles[language]));
    if (!more) return;
    catalogues[language] = { ...catalogues[language], ...more };
    this.#whole.add(language);
  }

  /** Fetches what parts beyond the first screen say, now and in every language from now on; false where it did not come. */
  async fetchLater(): Promise<boolean> {
    this.#parts = true;
    const language = this.#wished;
    await this.fetch(language);
    return this.#whole.has(language);
  }

  #has(language: Language): boolean {
    return language in catalogues && (!this.#parts || this.#whole.has(language));
  }

  /** Chooses a language; empty follows the system. */
  use(wish: string): void {
    const language = (this.#wished = meant(wish));
    const turn = () => {
      if (catalogues[language] && this.#wished === language) this.language = language;
    };
    if (this.#has(language)) turn();
    else void this.fetch(language).then(turn);
  }
}

export const words = new Words();

/** The words for a key in the language of the screen, with {names} filled in. */
export function t(key: Key, params: Params = {}): string {
  const text = catalogues[words.language]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

/** Whether there are words for a key that was put together. */
export function known(key: string): key is Key {
  return key in (catalogues[words.language] ?? {});
}

/** One or many: the key with `.one` or `.other`, by the rules of the language. */
export function count(key: string, n: number, params: Params = {}): string {
  const form = new Intl.PluralRules(words.language).select(n) === 'one' ? 'one' : 'other';
  const full = `${key}.${form}`;
  return known(full) ? t(full, { n: number(n), ...params }) : String(n);
}

export function number(n: number): string {
  return new Intl.NumberFormat(words.language).format(n);
}

/** A number where there is little room: 1.2K. */
export function brief(n: number): string {
  return new Intl.NumberFormat(words.language, { notation: 'compact' }).format(n);
}

export function clock(at: number): string {
  return new Intl.DateTimeFormat(words.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

export function seconds(at: number): string {
  return new Intl.DateTimeFormat(words.language, { timeStyle: 'medium', hourCycle: 'h23' }).format(at);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** How many calendar days ago a time was. */
export function daysAgo(at: number, now: number): number {
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

/** The day of a message, as its separator says it. */
export function day(at: number, now: number): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return t('day.today');
  if (ago === 1) return t('day.yesterday');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(words.language, {
    weekday: ago < 7 ? 'long' : undefined,
    day: 'numeric',
    month: 'long',
    year: sameYear ? undefined : 'numeric',
  }).format(at);
}

/** A month by its name, and its year where that is another one. */
export function month(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(words.language, { month: 'long', year: sameYear ? undefined : 'numeric' }).format(at);
}

/** The time in a row of the list: the clock today, a word yesterday, else the date. */
export function listTime(at: number, now: number): string {
  const ago = daysAgo(at, now);
  if (ago <= 0) return clock(at);
  if (ago === 1) return t('day.yesterday').toLocaleLowerCase(words.language);
  return new Intl.DateTimeFormat(words.language, { day: '2-digit', month: '2-digit' }).format(at);
}

/** A time to come, short: the clock today, the day of the week within the next days, else the date. */
export function soon(at: number, now: number): string {
  const days = -daysAgo(at, now);
  if (days <= 0) return clock(at);
  if (days === 1) return `${t('day.tomorrow')}, ${clock(at)}`;
  const date: Intl.DateTimeFormatOptions = days < 7 ? { weekday: 'short' } : { day: '2-digit', month: '2-digit' };
  return `${new Intl.DateTimeFormat(words.language, date).format(at)}, ${clock(at)}`;
}

/** A span of time in short words, such as "6 min" or "1 h 18". */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return t('span.now');
  if (minutes < 60) return t('span.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24)
    return minutes % 60 ? t('span.hoursMinutes', { h: hours, m: minutes % 60 }) : t('span.hours', { n: hours });
  return count('span.days', Math.floor(hours / 24));
}

/** How long ago something was, in words. */
export function ago(ms: number): string {
  return ms < 60_000 ? t('span.now') : t('ago', { t: span(ms) });
}

/** Several things as one part of a sentence: "a, b and c", or "a, b or c". */
export function list(all: readonly string[], by: 'and' | 'or'): string {
  const type = by === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat(words.language, { type }).format(all);
}

/** A size in bytes in the words of the language. */
export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(words.language, {
    style: 'unit',
    unit: units[step],
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}
