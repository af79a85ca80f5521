import type { Fault, Report } from '../host/api.gen';
import type { Session } from './session.svelte';

/** The periods of the report in days, today among them. */
export const periods = [7, 30, 90] as const;

/** What the report is of: the last days or, with 0 days, the dates from the first to the last one; of one channel, or of all with 0. */
export interface Choice {
  days: (typeof periods)[number] | 0;
  /** Dates such as 2026-03-02. */
  first: string;
  last: string;
  channel: number;
}

/** The longest time between the first and the last date, in milliseconds. */
const longest = 365 * 86_400_000;

/** Whether the dates that are chosen are some that can be counted. */
export function fits({ days, first, last }: Choice): boolean {
  const [from, to] = [Date.parse(first), Date.parse(last)];
  return days > 0 || (to >= from && to - from <= longest);
}

/** A report and what it is of. */
export interface Read {
  of: Choice;
  report: Report;
}

/** Rows whose change may change a figure. */
const counted = new Set(['message', 'ticket', 'contact', 'tag', 'channel', 'removal']);

/** How long changes are collected before the report is read again, in milliseconds: it reads every message of its period. */
const pause = 2000;

/** The report of a period and a channel, while somebody looks at it. */
export class Reporting {
  choice = $state.raw<Choice>({ days: 7, first: '', last: '', channel: 0 });
  /** What was read last; the operator may have chosen something else since. */
  shown = $state.raw<Read | null>(null);
  /** Why it could not be read; what is shown may be old then. */
  fault = $state.raw<Fault | null>(null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #midnight: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  /** Reads it now, after changes, and when the day ends; the answer stops it. */
  follow(): () => void {
    const forget = this.session.follow((changes) => {
      if (!changes || changes.some((c) => counted.has(c.kind))) this.#soon();
    });
    this.#tomorrow();
    void this.read();
    return () => {
      forget();
      this.#asked++;
      clearTimeout(this.#timer);
      clearTimeout(this.#midnight);
    };
  }

  /** Whether what is shown is not what is chosen. */
  get old(): boolean {
    return this.shown !== null && this.shown.of !== this.choice;
  }

  choose(change: Partial<Choice>): void {
    this.choice = { ...this.choice, ...change };
    void this.read();
  }

  /** Reads what is chosen. An answer to an older choice is not shown; of dates that are not whole nothing is asked. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    const of = this.choice;
    if (!fits(of)) return;
    let refused: Fault | null = null;
    const report = await this.session.call('Report.Read', { ...of }, (fault) => {
      refused = fault;
      return true;
    });
    if (asked !== this.#asked) return;
    this.fault = refused;
    if (report) this.shown = { of, report };
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, pause);
  }

  #tomorrow(): void {
    const now = Date.now();
    const end = new Date(now).setHours(24, 0, 1, 0);
    this.#midnight = setTimeout(() => {
      void this.read();
      this.#tomorrow();
    }, end - now);
  }
}
