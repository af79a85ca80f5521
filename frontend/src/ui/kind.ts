import { known, t } from '../i18n/i18n.svelte';

/** What a message is to whoever reads it: the customer's choice from a list is told apart from the list. */
export function kindOf(kind: string, direction: string): string {
  if (direction === 'note') return 'note';
  return kind === 'interactive' && direction === 'in' ? 'chosen' : kind;
}

/** A call as a kind of its own, by how it ended. */
export const callKind = (call: { video?: boolean; state: string }): string =>
  `${call.video ? 'video_' : ''}call_${call.state}`;

/** What a kind says of a call; undefined for any other. */
export function callOf(kind: string): { video: boolean; state: string } | undefined {
  const found = /^(video_)?call_(\w+)$/.exec(kind);
  return found ? { video: found[1] !== undefined, state: found[2]! } : undefined;
}

/** The words of a kind, where a message has no other words. */
export function kindWords(kind: string, direction: string): string {
  const key = `kind.${kindOf(kind, direction)}`;
  return t(known(key) ? key : 'kind.unsupported');
}

/** One line of a message as it is read aloud: what it is, unless it is a plain text, and what it says. */
export function lineWords(kind: string, direction: string, text: string): string {
  const plain = kindOf(kind, direction) === 'text';
  return [plain ? '' : kindWords(kind, direction), text].filter(Boolean).join(': ');
}
