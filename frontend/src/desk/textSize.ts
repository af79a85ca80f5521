import type { Session } from './session.svelte';

/** The sizes of text there are, in percent of the standard. The program takes no others. */
export const textSizes = ['87.5', '100', '112.5', '125', '150'] as const;

/** Makes the text larger or smaller by one size; 0 makes it as large as it is by itself. */
export function resizeText(session: Session, by: 1 | -1 | 0): void {
  const at = (textSizes as readonly string[]).indexOf(session.settings['text_size'] ?? '100');
  const to = textSizes[Math.max(0, Math.min(textSizes.length - 1, by === 0 ? 1 : at + by))]!;
  if (to !== textSizes[at]) session.set('text_size', to);
}
