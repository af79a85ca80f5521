import { getContext, setContext } from 'svelte';
import { t } from '../i18n/i18n.svelte';
import type { Host } from '../host/host';
import type { Ticket } from '../host/api.gen';
import { Calls } from './calls.svelte';
import { Notices } from './notices.svelte';
import { route, type Tab } from './route.svelte';
import { Replies } from './replies.svelte';
import { Session } from './session.svelte';
import { Thread } from './thread.svelte';
import { Tickets } from './tickets.svelte';
import { toasts } from './toasts.svelte';

/** Everything on the operator's desk, and what can be done with it. */
export class Desk {
  readonly session: Session;
  readonly tickets: Tickets;
  readonly thread: Thread;
  readonly notices = new Notices();
  readonly calls: Calls;
  readonly replies: Replies;
  palette = $state(false);
  shortcuts = $state(false);
  /** Whether the details lie over the conversation instead of beside it. */
  narrow = $state(false);
  #sheet = $state(false);
  /** The last step that can be taken back, for Ctrl+Z. */
  #undo: { toast: number; run: () => void } | null = null;

  constructor(host: Host) {
    this.session = new Session(host);
    this.tickets = new Tickets(this.session);
    this.thread = new Thread(this.session);
    this.replies = new Replies(this.session);
    const shown = () => (route.place.page === 'inbox' ? route.place.ticket : 0);
    this.calls = new Calls(this.session, this.notices, shown, (id) => this.open(id));
  }

  start(): () => void {
    const each = [route, this.session, this.tickets, this.thread, this.calls, this.replies];
    const stops = each.map((one) => one.start());
    return () => stops.forEach((stop) => stop());
  }

  get detailsOpen(): boolean {
    return this.narrow ? this.#sheet : this.session.settings['details_open'] === '1';
  }

  toggleDetails(): void {
    if (this.narrow) this.#sheet = !this.#sheet;
    else this.session.set('details_open', this.detailsOpen ? '0' : '1');
  }

  /** Where a new start leads: the welcome until something is connected. */
  get atStart(): boolean {
    return this.session.ready && this.session.connections.length === 0 && !this.session.settings['welcomed'];
  }

  open(id: number): void {
    if (id > 0 && id === this.thread.ticket?.id) this.thread.calls++;
    route.go({ page: 'inbox', tab: this.tickets.tab, ticket: id });
  }

  showTab(tab: Tab): void {
    route.go({ page: 'inbox', tab, ticket: this.thread.ticket?.id ?? 0 });
  }

  async take(id: number): Promise<void> {
    if (await this.session.call('Tickets.Take', { id })) {
      if (id === this.thread.ticket?.id) route.go({ page: 'inbox', tab: 'open', ticket: id });
    }
  }

  async close(id: number): Promise<void> {
    const answer = await this.session.call('Tickets.Close', { id });
    if (!answer) return;
    this.#offerUndo(t('ticket.closedToast', { id }), answer.undo);
    if (id !== this.thread.ticket?.id) return;
    const after = this.session.settings['after_close'] ?? 'next';
    if (after !== 'stay') this.open(after === 'next' ? answer.next : 0);
  }

  #offerUndo(text: string, token: number): void {
    const run = () => {
      this.#undo = null;
      void this.session.call('Tickets.Undo', { id: token });
    };
    this.#undo = { toast: toasts.show(text, { ms: 8000, action: { label: t('undo'), run } }), run };
  }

  /** Takes the last step back, as long as the toast that offers it is on screen. */
  undo(): void {
    const last = this.#undo;
    this.#undo = null;
    if (!last || !toasts.has(last.toast)) return;
    toasts.close(last.toast);
    last.run();
  }

  async reopen(id: number): Promise<void> {
    if ((await this.session.call('Tickets.Reopen', { id })) && id === this.thread.ticket?.id) {
      route.go({ page: 'inbox', tab: 'open', ticket: id });
    }
  }

  pin(ticket: Ticket): void {
    void this.session.call('Tickets.Pin', { ticket: ticket.id, pinned: !ticket.pinned });
  }

  unread(id: number): void {
    if (id === this.thread.ticket?.id) this.open(0);
    void this.session.call('Tickets.Unread', { id });
  }

  snooze(id: number, until: number): void {
    void this.session.call('Tickets.Snooze', { ticket: id, until });
  }

  async nextWaiting(): Promise<void> {
    const next = await this.session.call('Tickets.NextWaiting', { id: this.thread.ticket?.id ?? 0 });
    if (next?.id) this.open(next.id);
  }

  step(by: 1 | -1): void {
    const rows = this.tickets.rows;
    const at = rows.findIndex((row) => row.id === this.thread.ticket?.id);
    const next = rows[at < 0 ? 0 : at + by];
    if (next) this.open(next.id);
  }

  async sendAndClose(): Promise<void> {
    const id = this.thread.ticket?.id;
    if (id && (await this.thread.send())) await this.close(id);
  }

  async copyNumber(number: string): Promise<void> {
    await navigator.clipboard.writeText(number);
    toasts.show(t('copied'));
  }

  /** Starts the program again in or out of practice mode and goes where it is. */
  async changeOver(practice: boolean): Promise<void> {
    const there = await this.session.call(practice ? 'System.Practice' : 'System.LeavePractice', {});
    if (there?.url) location.assign(there.url);
  }
}

const key = Symbol('desk');

export function provideDesk(desk: Desk): Desk {
  return setContext(key, desk);
}

export function useDesk(): Desk {
  return getContext<Desk>(key);
}
