import { getContext, setContext, tick } from 'svelte';
import { count, t } from '../i18n/i18n.svelte';
import type { Host } from '../host/host';
import type { Acted, Message, Ticket } from '../host/api.gen';
import { MessageActs } from './messageActs.svelte';
import { Calls } from './calls.svelte';
import { Habit } from './habit.svelte';
import type { Recording } from './recording.svelte';
import type { Notices } from './notices.svelte';
import { Player } from './player.svelte';
import { hash, route, type Tab } from './route.svelte';
import { Replies } from './replies.svelte';
import { Search } from './search.svelte';
import { Session } from './session.svelte';
import { Shortcuts } from './shortcuts.svelte';
import { Thread } from './thread.svelte';
import { Tickets } from './tickets.svelte';
import { toasts } from './toasts.svelte';
import { Tray } from './tray.svelte';

/** The acts that are about the order of the list. */
const moves = ['pin', 'unpin'];

/** What an act takes beside the tickets. */
type ActDetail = { until?: number; reason?: number; tag?: number };

/** What the operator is asked before something is done to tickets. */
export interface Asking {
  what: 'snooze' | 'tags' | 'close';
  tickets: readonly Ticket[];
}

/** Everything on the operator's desk, and what can be done with it. */
export class Desk {
  readonly session: Session;
  readonly tickets: Tickets;
  readonly thread: Thread;
  readonly search: Search;
  readonly tray: Tray;
  readonly acts: MessageActs;
  /** What tells of what happens while the operator looks elsewhere. It comes after the first screen. */
  notices = $state.raw<Notices | undefined>();
  readonly calls: Calls;
  readonly replies: Replies;
  readonly habit: Habit;
  readonly player: Player;
  readonly keys: Shortcuts;
  /** What is being spoken, at most one for a ticket. */
  voices = $state.raw<readonly Recording[]>([]);
  /** The mark that the selected words of the field shall stand between; each asking is an object of its own. */
  marking = $state.raw<{ mark: string } | null>(null);
  /** The choice of emoji beside the field. */
  emoji = $state(false);
  palette = $state(false);
  /** The list of what has not left. */
  queue = $state(false);
  /** The search in all messages; it may begin with those that have a star, or with words. */
  searching = $state<boolean | 'starred' | { words: string }>(false);
  /** The search in the conversation on screen; rises when it is called once more, 0 = closed. */
  finding = $state(0);
  shortcuts = $state(false);
  /** The day from which another one of the conversation is chosen, 0 while none is. */
  days = $state(0);
  /** The notices of this run. */
  past = $state(false);
  /** The files of the conversation on screen. */
  files = $state(false);
  /** Whom a conversation is begun with: somebody, or a contact of 0 while that is not chosen; then perhaps a number. */
  beginning = $state.raw<{ contact: number; name: string; number: string } | null>(null);
  asking = $state.raw<Asking | null>(null);
  /** Whether the details lie over the conversation instead of beside it. */
  narrow = $state(false);
  #sheet = $state(false);
  /** Whether something was typed since the field with the focus was gone to, or since the last step that can be taken back. */
  typed = false;
  /** The last step that can be taken back, for Ctrl+Z. */
  #undo = $state.raw<{ toast: number; run: () => void } | null>(null);

  constructor(host: Host) {
    this.session = new Session(host);
    this.tickets = new Tickets(this.session);
    this.thread = new Thread(this.session);
    this.replies = new Replies(this.session);
    this.keys = new Shortcuts(this.session);
    this.habit = new Habit(this.session);
    this.player = new Player(this.session);
    this.search = new Search(this.session);
    this.tray = new Tray(this.session, this.thread);
    this.acts = new MessageActs(this.session, this.thread);
    this.calls = new Calls(
      this.session,
      () => this.shown,
      (id) => this.open(id),
    );
  }

  start(): () => void {
    const each = [route, this.session, this.tickets, this.thread, this.tray, this.calls, this.replies, this.habit];
    const stops = each.map((one) => one.start());
    return () => stops.forEach((stop) => stop());
  }

  /** The ticket on screen, 0 if none is. */
  get shown(): number {
    return route.place.page === 'inbox' ? route.place.ticket : 0;
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

  begin(contact = 0, name = '', number = ''): void {
    this.beginning = { contact, name, number };
  }

  /** Opens a ticket in the tab of those that are answered, where a new one stands. */
  show(id: number): void {
    this.tickets.reorder();
    route.go({ page: 'inbox', tab: 'open', ticket: id });
  }

  /** Shows a message in its conversation, and remembers where the reader was. */
  jump(ticket: number, message: number): void {
    void this.thread.jumps.jump(ticket, message);
    this.#goTo(ticket);
  }

  /** Leads to where a message was said, from what lies over the page; that gives the focus back first. */
  async reach(message: Message): Promise<void> {
    this.files = false;
    this.acts.looking = null;
    await tick();
    this.jump(message.ticket, message.id);
  }

  /** Opens the search in the conversation on screen, or calls for its field once more. */
  callFind(): void {
    if (route.place.page !== 'inbox') this.#goTo(this.thread.ticket?.id ?? 0);
    this.finding++;
  }

  /** Opens the calendar of the conversation at the day that is being read. */
  pickDay(): void {
    const spot = this.thread.jumps.where?.();
    this.days = this.thread.messages.find((m) => m.id === spot?.message)?.at ?? Date.now();
  }

  /** Goes back to where the last jump began. */
  goBack(): void {
    const ticket = this.thread.jumps.back();
    if (ticket > 0) this.#goTo(ticket);
  }

  showChannels(): void {
    route.go({ page: 'channels' });
  }

  /** Opens a conversation without calling for its field. */
  #goTo(ticket: number): void {
    route.go({ page: 'inbox', tab: this.tickets.tab, ticket });
  }

  showTab(tab: Tab): void {
    route.go({ page: 'inbox', tab, ticket: this.thread.ticket?.id ?? 0 });
  }

  /** What an act that was not aimed at a row is done to: the selection, else the ticket on screen. */
  get targets(): readonly Ticket[] {
    const chosen = this.tickets.chosen;
    if (chosen.length > 0) return chosen;
    return this.thread.ticket ? [this.thread.ticket] : [];
  }

  /** Does one thing to tickets, and offers to take it back. */
  async act(act: string, tickets: readonly Ticket[], detail: ActDetail = {}): Promise<Acted | undefined> {
    const ids = tickets.map((ticket) => ticket.id);
    const answer = await this.session.call('Tickets.Act', {
      tickets: ids,
      act,
      until: 0,
      reason: 0,
      tag: 0,
      ...detail,
    });
    if (answer && moves.includes(act)) this.tickets.reorder();
    if (answer?.undo) this.#offerUndo(this.#said(act, answer, tickets, detail), answer.undo);
    if (answer && ids.length > 1) this.tickets.clear();
    return answer;
  }

  /** What was done, in one sentence. It names the ticket that changed: others may have stood so already. */
  #said(act: string, { changed, first }: Acted, tickets: readonly Ticket[], detail: ActDetail): string {
    const tag = this.session.tags.find((one) => one.id === detail.tag)?.name ?? '';
    const group = tickets[0]?.status === 'group' ? 'group.' : ''; // whose number nobody is told
    return count(`done.${group}${act}`, changed, { id: tickets.find((one) => one.id === first)?.protocol ?? '', tag });
  }

  async take(tickets: readonly Ticket[]): Promise<void> {
    const still = this.#here();
    if ((await this.act('take', tickets)) && still()) this.#follow(tickets, 'open');
  }

  async reopen(tickets: readonly Ticket[]): Promise<void> {
    const still = this.#here();
    if ((await this.act('reopen', tickets)) && still()) this.#follow(tickets, 'open');
  }

  /** Asked after an answer, says whether the operator is still where it was asked for: who went on is not called back. */
  #here(): () => boolean {
    const place = hash(route.place);
    return () => hash(route.place) === place;
  }

  /** The ticket on screen stays there when it goes to another tab. */
  #follow(tickets: readonly Ticket[], tab: Tab): void {
    const shown = this.thread.ticket?.id;
    if (tab === this.tickets.tab) this.tickets.reorder();
    if (shown && tickets.some((ticket) => ticket.id === shown)) route.go({ page: 'inbox', tab, ticket: shown });
  }

  /** Closes tickets; where there are reasons, the operator is asked for one first. */
  async close(tickets: readonly Ticket[]): Promise<void> {
    if (this.session.reasons.length > 0) this.ask('close', tickets);
    else await this.closeFor(tickets, 0);
  }

  async closeFor(tickets: readonly Ticket[], reason: number): Promise<void> {
    const still = this.#here();
    const answer = await this.act('close', tickets, { reason });
    if (!answer || !still() || !tickets.some((ticket) => ticket.id === this.thread.ticket?.id)) return;
    const after = this.session.settings['after_close'] ?? 'next';
    if (after !== 'stay') this.open(after === 'next' ? answer.next : 0);
  }

  /** Asks for what an act needs to know. */
  ask(what: Asking['what'], tickets: readonly Ticket[]): void {
    if (tickets.length > 0) this.asking = { what, tickets };
  }

  /** One undo is offered at a time, that of the last step. */
  #offerUndo(text: string, token: number): void {
    const run = () => {
      this.#undo = null;
      void this.session.call('Tickets.Undo', { id: token }).then((undone) => undone && this.tickets.reorder());
    };
    this.typed = false;
    if (this.#undo) toasts.close(this.#undo.toast);
    const possible = () => this.#undo?.run === run;
    this.#undo = { toast: toasts.show(text, { ms: 8000, action: { label: t('undo'), run, possible } }), run };
  }

  /** Takes the last step back, as long as the toast that offers it is on screen. */
  undo(): void {
    const last = this.#undo;
    this.#undo = null;
    if (!last || !toasts.has(last.toast)) return;
    toasts.close(last.toast);
    last.run();
  }

  async unread(tickets: readonly Ticket[]): Promise<void> {
    // What is on screen is being read.
    if (tickets.some((ticket) => ticket.id === this.thread.ticket?.id)) this.open(0);
    await this.act('unread', tickets);
  }

  /** Opens a ticket without marking it as read. */
  peek(id: number): void {
    route.go({ page: 'inbox', tab: this.tickets.tab, ticket: id, peek: true });
  }

  async nextWaiting(): Promise<void> {
    const still = this.#here();
    const next = await this.session.call('Tickets.NextWaiting', { id: this.thread.ticket?.id ?? 0 });
    if (next?.id && still()) this.open(next.id);
  }

  step(by: 1 | -1): void {
    const rows = this.tickets.rows;
    const at = rows.findIndex((row) => row.id === this.thread.ticket?.id);
    const next = rows[at < 0 ? 0 : at + by];
    if (next) this.open(next.id);
  }

  /** Sends what is typed and the files beside it. */
  #sendAll(): Promise<boolean> {
    return this.tray.pieces.length > 0 ? this.tray.send() : this.thread.send();
  }

  /** Records a voice message for the ticket on screen, unless one is there already. */
  async speak(): Promise<void> {
    const ticket = this.thread.ticket?.id;
    const { Recording } = await import('./recording.svelte');
    if (!ticket || this.thread.ticket?.id !== ticket || this.voices.some((v) => v.ticket === ticket)) return;
    this.thread.setNote(false);
    this.voices = [...this.voices, new Recording(this, ticket)];
  }

  async sendAndClose(): Promise<void> {
    const id = this.thread.ticket?.id;
    const ticket = this.thread.ticket;
    if (id && ticket && (await this.#sendAll())) await this.close([ticket]);
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
