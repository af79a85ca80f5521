import type { Tag } from '../host/api.gen';

/** The colours of tags, as the tokens count them. */
export const tagColors = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The colour that the fewest tags have, so that new ones are told apart. */
export function nextColor(tags: readonly Tag[]): number {
  const used = (color: number) => tags.filter((tag) => tag.color === color).length;
  return tagColors.reduce((best, color) => (used(color) < used(best) ? color : best), tagColors[0] as number);
}
