import type { Change, Ticket } from '../host/api.gen';
import type { Tab } from './route.svelte';
import type { Session } from './session.svelte';

const pageSize = 60;

/** How long changes are gathered after a reading before the list is read once more, in milliseconds. */
const gather = 300;

/** What holds the order of the list. */
type Holder = 'pointer' | 'focus';

/** The list of one tab. While the pointer or the focus is in it, its order stands still and new rows wait in a pill. */
export class Tickets {
  rows = $state<Ticket[]>([]);
  loaded = $state(false);
  tab = $state<Tab>('pending');
  query = $state('');
  unreadOnly = $state(false);
  /** The tag that all rows have; 0 = any. */
  tag = $state(0);
  /** The rows that were chosen for doing something to all of them. */
  selected = $state.raw<ReadonlySet<number>>(new Set());
  /** How many rows changed their place while the order was held. */
  waiting = $state(0);

  /** The row from which a range of the selection goes. */
  #anchor = 0;
  #reorder = false;
  #next = '';
  #holders = new Set<Holder>();
  #fresh: Ticket[] | null = null;
  #asked = 0;
  /** Whether the list is being read. */
  #busy = false;
  /** Whether something changed since that reading began. */
  #again = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  start(): () => void {
    void this.load();
    const stop = this.session.follow((changes) => this.#changed(changes));
    return () => {
      clearTimeout(this.#soon);
      stop();
    };
  }

  show(tab: Tab): void {
    if (tab === this.tab && this.loaded) return;
    this.tab = tab;
    this.clear();
    this.#release();
    void this.load(true);
  }

  filter(change: { query?: string; unreadOnly?: boolean; tag?: number }): void {
    Object.assign(this, change);
    this.clear();
    this.#release();
    void this.load(true);
  }

  get more(): boolean {
    return this.#next !== '';
  }

  /** Reads the list again as far as it was scrolled. A list of something else takes the place of the rows at once. */
  async load(anew = false): Promise<void> {
    const asked = ++this.#asked;
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#busy = true;
    this.#again = false;
    await this.#read(asked, anew);
    if (asked !== this.#asked) return;
    this.#busy = false;
    if (this.#again) this.#soon = setTimeout(() => void this.load(), gather);
  }

  async #read(asked: number, anew: boolean): Promise<void> {
    const wanted = anew ? pageSize : Math.max(pageSize, this.rows.length);
    const fresh = new Map<number, Ticket>();
    let next = '';
    do {
      const answer = await this.session.call('Tickets.List', this.#ask(next, Math.min(200, wanted - fresh.size)));
      if (!answer || asked !== this.#asked) return;
      answer.tickets.forEach((row) => fresh.set(row.id, row));
      next = answer.next;
      this.session.counts = answer.counts;
      if (answer.tickets.length === 0) break;
    } while (next && fresh.size < wanted);
    this.#next = next;
    this.loaded = true;
    this.#put([...fresh.values()], anew);
  }

  async loadMore(): Promise<void> {
    if (!this.#next) return;
    const asked = this.#asked;
    const answer = await this.session.call('Tickets.List', this.#ask(this.#next, pageSize));
    if (!answer || asked !== this.#asked) return;
    this.#next = answer.next;
    this.rows = append(this.rows, answer.tickets);
    if (this.#fresh) this.#fresh = append(this.#fresh, answer.tickets);
  }

  #ask(after: string, limit: number) {
    const tag = this.tab === 'groups' ? 0 : this.tag; // which have none
    return { tab: this.tab, after, limit, unread: this.unreadOnly, query: this.query, tag };
  }

  /** Holds the order while someone points at the list or walks through it with the keys. */
  hold(by: Holder, yes: boolean): void {
    if (yes) this.#holders.add(by);
    else if (this.#holders.delete(by) && this.#holders.size === 0) this.#release();
  }

  #release(): void {
    if (this.#fresh) this.rows = this.#fresh;
    this.#fresh = null;
    this.waiting = 0;
  }

  /** Nobody points at the list or walks through it any more, because it is not on screen. */
  leave(): void {
    this.#holders.clear();
    this.#release();
  }

  /** The operator changed the order: it is read and shown, wherever pointer and focus are. A reading that began before knows nothing of it. */
  reorder(): void {
    this.#reorder = true;
    void this.load();
  }

  /** Shows what waits in the pill. */
  reveal(): void {
    this.#release();
  }

  /** The selected rows, in the order of the list. */
  get chosen(): Ticket[] {
    return this.rows.filter((row) => this.selected.has(row.id));
  }

  /** Selects a row, or takes it out of the selection. */
  toggle(id: number): void {
    const now = new Set(this.selected);
    if (!now.delete(id)) now.add(id);
    this.selected = now;
    this.#anchor = id;
  }

  /** Selects everything from the row that was chosen last, or from the given one, to this row. */
  selectTo(id: number, from: number): void {
    const at = (row: number) => this.rows.findIndex((r) => r.id === row);
    const [a, b] = [at(this.selected.size > 0 ? this.#anchor : from), at(id)].sort((x, y) => x - y) as [number, number];
    if (b < 0) return;
    this.selected = new Set([...this.selected, ...this.rows.slice(Math.max(0, a), b + 1).map((row) => row.id)]);
  }

  clear(): void {
    if (this.selected.size > 0) this.selected = new Set();
  }

  /** What left the list is no longer selected: nothing may be done to rows that nobody sees. */
  #prune(): void {
    if (this.selected.size === 0) return;
    const there = new Set(this.rows.map((row) => row.id));
    this.selected = new Set([...this.selected].filter((id) => there.has(id)));
  }

  #put(fresh: Ticket[], anew: boolean): void {
    this.#show(fresh, anew || this.#reorder);
    this.#reorder = false;
    this.#prune();
  }

  #show(fresh: Ticket[], anew: boolean): void {
    if (anew || this.#holders.size === 0 || this.rows.length === 0) {
      this.rows = fresh;
      this.#fresh = null;
      this.waiting = 0;
      return;
    }
    const { rows, waiting } = holdOrder(this.rows, fresh);
    this.rows = rows;
    this.waiting = waiting;
    this.#fresh = waiting > 0 ? fresh : null;
  }

  #changed(changes: readonly Change[] | null): void {
    if (!changes) return void this.load();
    if (!changes.some((c) => c.kind === 'ticket' || c.kind === 'contact' || c.kind === 'message')) return;
    // A reading that is under way is finished: while changes come faster than it, the list would never be shown.
    if (this.#busy) this.#again = true;
    else if (this.#soon === undefined) void this.load();
  }
}

function append(rows: Ticket[], more: Ticket[]): Ticket[] {
  const seen = new Set(rows.map((row) => row.id));
  return [...rows, ...more.filter((row) => !seen.has(row.id))];
}

/** Keeps the order of the rows on screen, with their new contents, and counts the rows that would stand elsewhere. */
export function holdOrder(shown: Ticket[], fresh: Ticket[]): { rows: Ticket[]; waiting: number } {
  const now = new Map(fresh.map((row) => [row.id, row]));
  const rows = shown.flatMap((row) => now.get(row.id) ?? []);
  const kept = new Set(rows.map((row) => row.id));
  const added = fresh.filter((row) => !kept.has(row.id)).length;
  const order = fresh.filter((row) => kept.has(row.id));
  const moved = rows.filter((row, i) => order[i]?.id !== row.id).length;
  return { rows, waiting: added || (moved > 0 ? 1 : 0) };
}
