import type { Key } from '../i18n/i18n.svelte';

/** What stands for the state of a message that went out. */
export type Sign = 'clock' | 'trying' | 'held' | 'accepted' | 'one' | 'two' | 'failed' | 'unsure' | 'cancelled';

export interface Drawn {
  sign: Sign;
  /** Whether the sign has the colour of what was read. */
  read: boolean;
  /** Whether a globe stands before it: a reserve carried the message. */
  globe: boolean;
}

const signs: Record<string, Sign> = {
  accepted: 'accepted',
  sent: 'one',
  delivered: 'two',
  read: 'two',
  played: 'two',
  held: 'held',
  failed: 'failed',
  unsure: 'unsure',
  cancelled: 'cancelled',
};

/** The states in which a network has the message. */
const taken = new Set<Sign>(['accepted', 'one', 'two']);

/** What is drawn for a message. The X of a refusal stays while a reserve tries, and becomes the globe when it has it. What no
 * network refused has no X: it waits like any other. */
export function drawn(status: string, reserve: boolean, refused: boolean): Drawn {
  const waiting = reserve && refused ? 'trying' : 'clock';
  const sign = signs[status] ?? waiting;
  return { sign, read: status === 'read' || status === 'played', globe: reserve && taken.has(sign) };
}

/** The words of the same, to be read one after the other. */
export function markWords(status: string, reserve: boolean, refused: boolean, official: boolean): Key[] {
  const { sign, globe } = drawn(status, reserve, refused);
  if (sign === 'trying') return ['mark.trying'];
  if (sign === 'clock') return reserve ? ['mark.reserveNext'] : ['msg.queued'];
  const last = sign === 'accepted' && official ? 'mark.accepted' : said(status);
  if (!globe) return [last];
  if (sign === 'one') return ['mark.reserve'];
  return [sign === 'accepted' ? 'mark.byReserve' : 'mark.reserve', last];
}

function said(status: string): Key {
  return `msg.${status}` as Key;
}
