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
    };

const stackWithin = 3 * 60_000;

/** Lays out messages with day separators, the unread divider, and a line where another ticket of the contact begins. Messages of one side within three minutes are a stack. */
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
    out.push({ key: `m${message.id}`, kind: 'message', message, first, last });
  });
  return out;
}

function stacked(a: Message | undefined, b: Message): boolean {
  return a !== undefined && a.direction === b.direction && b.at - a.at < stackWithin;
}
