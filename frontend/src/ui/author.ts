import { t } from '../i18n/i18n.svelte';
import { phone, safe } from './text';

/** Somebody in a group. */
interface Author {
  name: string;
  number: string;
  color: number;
}

interface Reaction {
  emoji: string;
  author: Author | null;
}

/** How somebody in a group is called: by name, else by number, as far as numbers are shown. */
export const authorName = (author: Author): string => safe(author.name || phone(author.number) || t('group.someone'));

/** What the customer's side is called at a message: in a group whoever wrote it. */
export const writer = (message: { author: Author | null } | null | undefined, name: string): string =>
  message?.author ? authorName(message.author) : name;

/** The colour of a name, the same wherever it stands. */
export const authorColor = (author: Author): string => `var(--av${author.color}t)`;

/** The reactions to a message in one line: those of two as they are, those of many counted. */
export function reactionLine(reactions: readonly Reaction[]): string {
  const all = reactions.map((r) => safe(r.emoji));
  if (!reactions.some((r) => r.author)) return all.join(' ');
  return [...new Set(all)]
    .map((emoji) => {
      const n = all.filter((one) => one === emoji).length;
      return n > 1 ? `${emoji} ${String(n)}` : emoji;
    })
    .join(' ');
}

/** Who reacted how in a group; empty elsewhere. */
export function reactedBy(reactions: readonly Reaction[]): string {
  if (!reactions.some((r) => r.author)) return '';
  return reactions.map((r) => `${r.author ? authorName(r.author) : t('bubble.you')} ${safe(r.emoji)}`).join(', ');
}
