import { count, t } from '../i18n/i18n.svelte';
import type { Action, Actions, Card, Fault, Message, Place } from '../host/api.gen';
import { Chosen } from './chosen.svelte';
import type { Session } from './session.svelte';
import type { Thread } from './thread.svelte';
import { sentence } from './session.svelte';
import { toasts } from './toasts.svelte';

/** Where a menu stands on screen. */
export interface Spot {
  x: number;
  y: number;
}

/** What the operator does to one message. What the network has to take is a row first, and is shown as made when it was taken. */
export class MessageActs {
  menu = $state.raw<{ message: Message; at: Spot; actions: Action[]; forwards: number } | null>(null);
  reacting = $state.raw<{ message: Message; at: Spot } | null>(null);
  editing = $state.raw<Message | null>(null);
  revoking = $state.raw<Message | null>(null);
  forwarding = $state.raw<{ messages: Message[]; most: number } | null>(null);
  /** The picture or video that fills the window. */
  looking = $state.raw<Message | null>(null);
  /** The telephone number in a message that was pressed. */
  phone = $state.raw<{ number: string; at: Spot } | null>(null);
  /** What is being composed beside a text. */
  composing = $state<'contact' | 'place' | null>(null);

  /** Those that are selected. */
  readonly chosen: Chosen;

  constructor(
    readonly session: Session,
    readonly thread: Thread,
  ) {
    this.chosen = new Chosen(thread);
  }

  async open(message: Message, at: Spot): Promise<void> {
    const known = await this.session.call('Messages.Actions', { id: message.id });
    if (known) this.menu = { message, at, ...known };
  }

  /** Does what a menu offers. */
  do(act: string, message: Message, at: Spot): void {
    const doings: Record<string, () => void> = {
      reply: () => this.reply(message),
      react: () => (this.reacting = { message, at }),
      forward: () => void this.forward(message),
      copy: () => void this.copy(message),
      star: () => void this.session.call('Messages.Star', { message: message.id, on: !message.starred }),
      edit: () => (this.editing = message),
      revoke: () => (this.revoking = message),
      select: () => this.chosen.toggle(message),
    };
    doings[act]?.();
  }

  reply(message: Message): void {
    this.thread.setNote(false);
    this.thread.replyTo = message;
  }

  /** Takes off what is answered; where words wait to go with it that can be taken back. */
  unquote(): void {
    const { replyTo, ticket, draft } = this.thread;
    this.thread.replyTo = null;
    if (!replyTo || !draft.trim()) return;
    const run = () => {
      if (this.thread.ticket?.id === ticket?.id) this.thread.replyTo = replyTo;
    };
    toasts.show(t('composer.unquoted'), { ms: 8000, action: { label: t('undo'), run } });
  }

  /** Goes to the message before or after the one that is answered; after the last one none is. */
  chooseReply(by: 1 | -1): void {
    const all = this.thread.messages.filter((m) => (m.direction === 'in' || m.direction === 'out') && !m.revoked);
    const now = this.thread.replyTo;
    const at = now ? all.findIndex((m) => m.id === now.id) : all.length;
    this.thread.replyTo = all[Math.max(0, at + by)] ?? null;
  }

  async forward(message: Message): Promise<void> {
    const known = await this.session.call('Messages.Actions', { id: message.id });
    if (!known) return;
    const no = faultFor(known, 'forward');
    if (no) toasts.show(sentence(no), { tone: 'bad' });
    else this.forwarding = { messages: [message], most: known.forwards };
  }

  async copy(message: Message): Promise<void> {
    try {
      await navigator.clipboard.writeText(message.body);
      toasts.show(t('act.copied'), { ms: 3000 });
    } catch {
      toasts.show(t('act.notCopied'), { tone: 'bad' });
    }
  }

  /** Edits the last message of ours, where it can be edited. */
  async editLast(): Promise<void> {
    const last = this.thread.messages.findLast((m) => m.direction === 'out' && m.origin === 'operator' && !m.revoked);
    if (!last) return;
    const known = await this.session.call('Messages.Actions', { id: last.id });
    const no = known && faultFor(known, 'edit');
    if (no) toasts.show(sentence(no), { tone: 'bad' });
    else if (known) this.editing = last;
  }

  /** Sends a reaction; the one that is there already is taken back. */
  react(message: Message, emoji: string): void {
    const now = message.reactions.find((r) => r.direction === 'out')?.emoji;
    void this.gesture(message, 'react', now === emoji ? '' : emoji);
  }

  /** Queues a gesture, and tells whether it was taken. Whoever holds the words hears why they were not. */
  async gesture(
    message: Message,
    act: 'react' | 'edit' | 'revoke',
    words: string,
    refused?: (fault: Fault) => boolean,
  ): Promise<boolean> {
    return (await this.session.call('Messages.Gesture', { message: message.id, act, words }, refused)) !== undefined;
  }

  /** The key of the press of the button that passes messages on, short enough for the program. */
  async pass(messages: Message[], tickets: number[], key: string): Promise<boolean> {
    const ask = { key, messages: messages.map((m) => m.id), tickets, confirmed: false };
    let answer = await this.session.call('Messages.Forward', ask);
    const many = answer?.faults.find((f) => f?.code === 'many_contacts');
    // The same key again: where it went already it does not go twice.
    if (many && (await this.thread.agreed(many)))
      answer = await this.session.call('Messages.Forward', { ...ask, confirmed: true });
    if (!answer) return false;
    const failed = answer.faults.filter((f) => f !== null);
    const text = failed[0]
      ? t('forward.some', { failed: failed.length, of: tickets.length, why: sentence(failed[0]) })
      : messages.length > 1
        ? count('forward.doneSeveral', tickets.length, { messages: messages.length })
        : t(tickets.length > 1 ? 'forward.doneMany' : 'forward.done', { n: tickets.length });
    this.chosen.clear();
    toasts.show(text, { tone: failed.length > 0 ? 'bad' : 'plain' });
    return true;
  }

  async sendPlace(place: Place): Promise<boolean> {
    const ask = this.#beside();
    return this.#done(ask.ticket > 0 && (await this.session.call('Messages.SendPlace', { ...ask, place })));
  }

  async sendCards(cards: Card[]): Promise<boolean> {
    const ask = this.#beside();
    return this.#done(ask.ticket > 0 && (await this.session.call('Messages.SendCards', { ...ask, cards })));
  }

  #beside() {
    return {
      ticket: this.thread.ticket?.id ?? 0,
      replyTo: this.thread.replyTo?.id ?? 0,
      key: crypto.randomUUID(),
    };
  }

  #done(sent: unknown): boolean {
    if (sent) this.thread.replyTo = null;
    return Boolean(sent);
  }
}

function faultFor(known: Actions, act: string) {
  return known.actions.find((a) => a.act === act)?.fault;
}
