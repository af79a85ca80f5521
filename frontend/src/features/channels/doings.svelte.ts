import type { ChannelEvent, Today } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';

/** Rows whose change may change a figure or an event. */
const counted = new Set(['message', 'connection', 'channel', 'removal', 'event']);

/** How long changes are collected before the figures are asked for again, in milliseconds. */
const pause = 400;

/** What the connections did today, and what befell them lately, while somebody looks. */
export class Doings {
  today = $state.raw<Record<number, Today>>({});
  events = $state.raw<readonly ChannelEvent[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #midnight: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  /** Asks now, after changes, and when the day ends; the answer stops it. */
  follow(): () => void {
    const forget = this.session.follow((changes) => {
      if (!changes || changes.some((c) => counted.has(c.kind))) this.#soon();
    });
    this.#tomorrow();
    void this.#ask();
    return () => {
      forget();
      clearTimeout(this.#timer);
      clearTimeout(this.#midnight);
    };
  }

  /** The figures of a connection, unless it did nothing today. */
  of(connection: number): Today | undefined {
    const day = this.today[connection];
    return day && day.sent + day.read + day.reserve + day.refused > 0 ? day : undefined;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, pause);
  }

  #tomorrow(): void {
    const now = Date.now();
    this.#midnight = setTimeout(
      () => {
        void this.#ask();
        this.#tomorrow();
      },
      new Date(now).setHours(24, 0, 1, 0) - now,
    );
  }

  async #ask(): Promise<void> {
    // What cannot be read now is asked for again at the next change; the page has nothing to do with a refusal.
    const all = await this.session.call('Channels.Doings', {}, () => true);
    if (!all) return;
    this.today = Object.fromEntries(all.today.map((day) => [day.connection, day]));
    this.events = all.events;
  }
}
