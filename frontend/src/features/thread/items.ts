import { daysAgo } from '../../i18n/i18n.svelte';
import type { Message } from '../../host/api.gen';

/** What stands in a conversation, from top to bottom. */
export type Entry =
  | { key: string; kind: 'day'; at: number }
  | { key: string; kind: 'new'; count: number }
  | { key: string; kind: 'stretch'; ticket: number }
  | {
      key: string;
      kind: 'message';
      message: Message;
      /** begins a stack */ first: boolean;
      /** ends it */ last: boolean;
    }
  | { key: string; kind: 'album'; messages: Message[]; first: boolean; last: boolean };

const stackWithin = 3 * 60_000;
/** How many pictures are drawn as one album at most: the list reserves and reads one entry at a time. */
const albumOf = 30;

/** Lays out messages with day separators, the unread divider, and a line where another ticket of the contact begins. Messages of one side,
 * in a group of one person, within three minutes are a stack, bare pictures in it an album. */
export function entries(messages: readonly Message[], firstNew: number, newCount: number): Entry[] {
  const out: Entry[] = [];
  messages.forEach((message, i) => {
    const before = messages[i - 1];
    const after = messages[i + 1];
    const newDay = !before || daysAgo(before.at, message.at) !== 0;
    if (newDay) out.push({ key: `d${message.id}`, kind: 'day', at: message.at });
    const other = before !== undefined && before.ticket !== message.ticket;
    if (other) out.push({ key: `t${message.id}`, kind: 'stretch', ticket: message.ticket });
    if (message.id === firstNew && newCount > 0) out.push({ key: 'new', kind: 'new', count: newCount });
    const first = newDay || other || message.id === firstNew || !stacked(before, message);
    const last =
      !after ||
      after.ticket !== message.ticket ||
      after.id === firstNew ||
      daysAgo(message.at, after.at) !== 0 ||
      !stacked(message, after);
    const entry: Entry = { key: `m${message.id}`, kind: 'message', message, first, last };
    if (first || !join(out, entry)) out.push(entry);
  });
  return out;
}

/** Puts a picture into the album that stands last, or makes one of it and the picture before. */
function join(out: Entry[], entry: Extract<Entry, { kind: 'message' }>): boolean {
  const top = out[out.length - 1];
  if (!bare(entry.message) || !top) return false;
  if (top.kind === 'album' && top.messages.length < albumOf) {
    out[out.length - 1] = { ...top, messages: [...top.messages, entry.message], last: entry.last };
    return true;
  }
  if (top.kind !== 'message' || !bare(top.message)) return false;
  const messages = [top.message, entry.message];
  out[out.length - 1] = { key: top.key, kind: 'album', messages, first: top.first, last: entry.last };
  return true;
}

const stuck = new Set(['failed', 'cancelled', 'held', 'unsure']);

/** A picture of which there is nothing else to show. */
function bare(m: Message): boolean {
  const visual = m.attachment !== null && (m.kind === 'image' || m.kind === 'video');
  const said = m.body !== '' || m.replyTo !== null || m.content !== null || m.forwarded || m.starred;
  return visual && !said && !m.revoked && !stuck.has(m.status) && m.reactions.length + m.gestures.length === 0;
}

/** The entry in which a message stands. */
export function keyOf(all: readonly Entry[], id: number): string {
  return all.find((e) => e.kind === 'album' && e.messages.some((m) => m.id === id))?.key ?? `m${id}`;
}

/** Whether a message stands in an entry. */
export function holds(entry: Entry, id: number): boolean {
  return entry.kind === 'album'
    ? entry.messages.some((m) => m.id === id)
    : entry.kind === 'message' && entry.message.id === id;
}

function stacked(a: Message | undefined, b: Message): boolean {
  return a !== undefined && a.direction === b.direction && a.author?.id === b.author?.id && b.at - a.at < stackWithin;
}
