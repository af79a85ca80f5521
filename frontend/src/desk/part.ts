import type { Message, View } from '../host/api.gen';
import type { Session } from './session.svelte';

/** The longest page there is, in messages. */
export const longPage = 200;

/** A part of a conversation without a gap, oldest first. */
export interface Part {
  messages: Message[];
  moreBefore: boolean;
  moreAfter: boolean;
}

/** Reads a message with what stands around it; undefined when it is not there any more, which is said unless it is `quiet`. */
export function around(session: Session, contact: number, message: number, quiet = false): Promise<Part | undefined> {
  const ask = { contact, before: 0, after: 0, around: message, limit: longPage };
  return session.call('Messages.Page', ask, () => quiet);
}

/** Reads the newest messages. */
export async function newest(session: Session, contact: number, limit: number): Promise<Part | undefined> {
  return session.call('Messages.Page', { contact, before: 0, after: 0, around: 0, limit });
}

/** Reads a part again, from its first message to its last, with what came between. */
export async function again(session: Session, contact: number, shown: Part): Promise<Part | undefined> {
  const last = shown.messages.at(-1);
  let now = shown.messages[0] && (await around(session, contact, shown.messages[0].id, true));
  while (now?.moreAfter && last && before(now.messages.at(-1)!, last)) {
    const page = await pageAfter(session, contact, now.messages.at(-1)!.id);
    if (!page) return undefined;
    now = { ...page, messages: [...now.messages, ...page.messages], moreBefore: now.moreBefore };
  }
  return now;
}

/** Reads on from the newest page up to the oldest message that is loaded, so that the reader loses nothing. */
export async function reachBack(session: Session, view: View, shown: Part): Promise<Part> {
  const oldest = shown.messages[0];
  let { messages, moreBefore } = view;
  while (oldest && moreBefore && messages[0] && before(oldest, messages[0])) {
    const page = await pageBefore(session, view.ticket.contact, messages[0].id, longPage);
    if (!page?.messages.length)
      return { messages: merge(shown, [], messages), moreBefore: shown.moreBefore, moreAfter: false };
    messages = [...page.messages, ...messages];
    moreBefore = page.moreBefore;
  }
  return { messages, moreBefore, moreAfter: false };
}

export function pageBefore(session: Session, contact: number, before: number, limit: number) {
  return session.call('Messages.Page', { contact, before, after: 0, around: 0, limit });
}

export function pageAfter(session: Session, contact: number, after: number): Promise<Part | undefined> {
  return session.call('Messages.Page', { contact, before: 0, after, around: 0, limit: longPage });
}

/** Puts changed messages into the loaded window, in the order of the conversation. One that was asked for and did not come
 * back is gone. One beyond the window is left to be loaded by scrolling. */
export function merge(shown: Part, asked: number[], fresh: Message[]): Message[] {
  const now = new Map(fresh.map((m) => [m.id, m]));
  const gone = new Set(asked.filter((id) => !now.has(id)));
  const first = shown.messages[0];
  const last = shown.messages.at(-1);
  const kept = shown.messages.filter((m) => !gone.has(m.id)).map((m) => now.get(m.id) ?? m);
  const known = new Set(kept.map((m) => m.id));
  const inside = (m: Message) =>
    (!shown.moreBefore || !first || before(first, m)) && (!shown.moreAfter || !last || before(m, last));
  const added = fresh.filter((m) => !known.has(m.id) && inside(m));
  if (added.length === 0) return kept;
  return [...kept, ...added].sort((a, b) => (before(a, b) ? -1 : 1));
}

export function before(a: Message, b: Message): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}
