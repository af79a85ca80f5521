/** What can be scrolled. Engines take whole pixels of the screen only, and stop at both ends. */
export interface Scrolled {
  scrollTop: number;
}

/** Brings up what stands `low` pixels too low, by scrolling. What an engine does not scroll, because it is no whole pixel, is left to
 * the space above all rows: the answer is by how much that has to be larger than it is by nature, given by how much it is now. At an
 * end of the list nothing can be brought to its place, and the space is as it is by nature. */
export function nudge(box: Scrolled, low: number, slack: number): number {
  const before = box.scrollTop;
  const way = low - slack;
  if (way !== 0) box.scrollTop = before + way;
  const left = box.scrollTop - before - way;
  return Math.abs(left) < 1 ? left : 0;
}
