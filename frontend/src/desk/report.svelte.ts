import type { Fault, Report } from '../host/api.gen';
import type { Session } from './session.svelte';

/** The periods of the report in days, today among them. */
export const periods = [7, 30, 90] as const;
export type Period = (typeof periods)[number];

/** Rows whose change may change a figure. */
const counted = new Set(['message', 'ticket', 'contact', 'tag', 'channel', 'removal']);

/** How long changes are collected before the report is read again, in milliseconds: it reads every message of its period. */
const pause = 2000;

/** The report of a period and a channel, while somebody looks at it. */
export class Reporting {
  period = $state<Period>(7);
  /** 0 is all of them. */
  channel = $state(0);
  shown = $state.raw<Report | null>(null);
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

  choose(period: Period, channel: number): void {
    this.period = period;
    this.channel = channel;
    void this.read();
  }

  /** Reads it. An answer to an older choice is not shown. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    let refused: Fault | null = null;
    const request = { days: this.period, channel: this.channel };
    const report = await this.session.call('Report.Read', request, (fault) => {
      refused = fault;
      return true;
    });
    if (asked !== this.#asked) return;
    this.fault = refused;
    if (report) this.shown = report;
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
