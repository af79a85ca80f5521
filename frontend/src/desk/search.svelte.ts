import type { Hit, Person, SearchRequest } from '../host/api.gen';
import type { Session } from './session.svelte';

/** What may be left out of a search; empty and 0: nothing. */
export interface Filters {
  channel: number;
  tag: number;
  from: '' | 'me' | 'customer';
  kind: '' | 'image' | 'video' | 'audio' | 'document' | 'link' | 'contacts' | 'location';
  /** Unix milliseconds, the end not included. */
  since: number;
  until: number;
  /** Only messages with a star. */
  starred: boolean;
}

export const noFilters: Filters = { channel: 0, tag: 0, from: '', kind: '', since: 0, until: 0, starred: false };

/** How long nothing may be typed before it is asked for, in milliseconds. */
const pause = 60;
const pageSize = 30;
const mostRecent = 6;

/** What was looked for, newest first, as long as the page is open: it is kept nowhere. */
export class Search {
  recent = $state.raw<readonly string[]>([]);

  constructor(readonly session: Session) {}

  /** A new question, for a field of the page. */
  ask(persons: number, messages = pageSize): Question {
    return new Question(this.session, persons, messages);
  }

  /** Remembers a query that led somewhere. */
  remember(query: string): void {
    const text = query.trim();
    if (text) this.recent = [text, ...this.recent.filter((old) => old !== text)].slice(0, mostRecent);
  }
}

/** One field in which somebody looks for messages and contacts as they type. */
export class Question {
  query = $state('');
  filters = $state.raw<Filters>(noFilters);
  hits = $state.raw<readonly Hit[]>([]);
  persons = $state.raw<readonly Person[]>([]);
  /** Whether there are older hits than those that are shown. */
  more = $state(false);
  /** How much of the messages can be looked through, in percent. */
  ready = $state(100);
  /** What is shown answers what stands in the field. */
  answered = $state(false);

  readonly #asker = crypto.randomUUID();
  #turn = 0;
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly session: Session,
    readonly mostPersons: number,
    readonly size: number,
  ) {}

  /** Whether anything is asked. */
  get asks(): boolean {
    const { channel, tag, from, kind, since, until, starred } = this.filters;
    return this.query.trim() !== '' || !!(channel || tag || from || kind || since || until || starred);
  }

  /** While the index is being made, what it finds grows. */
  start(): () => void {
    const stop = this.session.follow((changes) => {
      if (!changes || changes.some((c) => c.kind === 'search')) void this.#ask();
    });
    return () => {
      clearTimeout(this.#timer);
      this.#turn++;
      stop();
    };
  }

  type(query: string): void {
    this.query = query;
    this.#soon(pause);
  }

  filter(filters: Partial<Filters>): void {
    this.filters = { ...this.filters, ...filters };
    this.#soon(0);
  }

  #soon(ms: number): void {
    this.answered = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    if (!this.asks) {
      [this.hits, this.persons, this.more, this.answered] = [[], [], false, true];
      return;
    }
    // The answer to a question that was given up is none of anybody's business, not even why it was refused.
    const old = () => turn !== this.#turn;
    const { query } = this;
    const ask = { asker: this.#asker, query, limit: this.mostPersons };
    const [found, persons] = await Promise.all([
      this.session.call('Search.Messages', this.#page(0), old),
      this.mostPersons > 0 && query.trim() ? this.session.call('Search.Persons', ask, old) : undefined,
    ]);
    // Without an answer nothing is known: it was said why, and what was found before stays.
    if (!found || old()) return;
    this.persons = (persons?.persons ?? []).filter((p) => p.ticket > 0);
    [this.hits, this.#next, this.ready] = [found.hits, found.next, found.ready];
    await this.#fill(this.size, old);
    if (old()) return;
    this.more = this.#next > 0;
    this.answered = true;
  }

  /** Goes on until there are so many hits, or no more: a page of the program may be short, since it takes only so long. */
  async #fill(wanted: number, old: () => boolean): Promise<void> {
    while (this.#next > 0 && this.hits.length < wanted) {
      const found = await this.session.call('Search.Messages', this.#page(this.#next), old);
      if (!found || old()) return;
      this.hits = [...this.hits, ...found.hits];
      this.#next = found.next;
    }
  }

  #page(before: number): SearchRequest {
    return { asker: this.#asker, query: this.query, ...this.filters, before, limit: this.size };
  }

  async loadMore(): Promise<void> {
    if (!this.more || !this.answered) return;
    const turn = this.#turn;
    const old = () => turn !== this.#turn;
    this.more = false;
    await this.#fill(this.hits.length + this.size, old);
    if (!old()) this.more = this.#next > 0;
  }
}
