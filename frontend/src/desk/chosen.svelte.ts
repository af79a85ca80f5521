import type { Message } from '../host/api.gen';
import type { Key } from '../i18n/i18n.svelte';
import { t } from '../i18n/i18n.svelte';
import type { Thread } from './thread.svelte';
import { toasts } from './toasts.svelte';

/** What is in a conversation and cannot be selected, with the reason: nothing could be done with it. */
const never: readonly { why: Key; is: (m: Message) => boolean }[] = [
  { why: 'select.note', is: (m) => m.direction === 'note' },
  { why: 'select.revoked', is: (m) => m.revoked },
  { why: 'select.call', is: (m) => Boolean(m.content?.call) },
  { why: 'select.unsupported', is: (m) => m.kind === 'unsupported' || m.direction === 'system' },
];

export function whyNot(m: Message): Key | undefined {
  return never.find((one) => one.is(m))?.why;
}

/** The messages of the conversation on screen that were selected for doing something with all of them. */
export class Chosen {
  /** The ticket in which messages are being selected, 0 for none. */
  #ticket = $state(0);
  #ids = $state.raw<ReadonlySet<number>>(new Set());
  /** Where a range goes from, and what was selected beside it. */
  #anchor = 0;
  #beside: ReadonlySet<number> = new Set();

  constructor(readonly thread: Thread) {}

  get on(): boolean {
    return this.#ticket > 0 && this.#ticket === this.thread.ticket?.id;
  }

  /** Those that are selected, in the order of the conversation. What was deleted meanwhile is none of them. */
  get messages(): Message[] {
    return this.thread.messages.filter((m) => this.has(m));
  }

  has(m: Message): boolean {
    return this.on && this.#ids.has(m.id) && !whyNot(m);
  }

  /** Begins to select, with nothing yet. */
  begin(): void {
    if (!this.on) this.clear();
    this.#ticket = this.thread.ticket?.id ?? 0;
  }

  /** Selects a message or takes it out; what cannot be selected is told. */
  toggle(m: Message): void {
    const why = whyNot(m);
    if (why) {
      toasts.show(t(why), { tone: 'bad' });
      return;
    }
    this.begin();
    const now = new Set(this.#ids);
    if (!now.delete(m.id)) now.add(m.id);
    this.#ids = this.#beside = now;
    this.#anchor = m.id;
  }

  /** Selects everything from the message that was chosen last, or from the given one, to this one. What cannot be is passed over. */
  to(id: number, from: number): void {
    this.begin();
    const at = (one: number) => this.thread.messages.findIndex((m) => m.id === one);
    if (at(this.#anchor) < 0) this.#anchor = from;
    const [a, b] = [at(this.#anchor), at(id)].sort((x, y) => x - y) as [number, number];
    const range = this.thread.messages.slice(Math.max(0, a), b + 1).filter((m) => !whyNot(m));
    this.#ids = new Set([...this.#beside, ...range.map((m) => m.id)]);
  }

  clear(): void {
    this.#ticket = this.#anchor = 0;
    this.#ids = this.#beside = new Set();
  }
}
