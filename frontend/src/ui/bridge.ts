/** What stood in a list's view, by key, and how many pixels below the upper edge of the view. */
export interface Mark {
  key: string;
  top: number;
}

/** A list on the way from one to the next that differs from the old one only above what is being looked at: the next one's
 * items down to the first mark that both have, and from there on the old one's. Null when nothing above changed its length,
 * or nothing that was looked at is left. */
export function bridge<T>(
  old: readonly T[],
  next: readonly T[],
  keyOf: (item: T) => string,
  marks: readonly Mark[],
): T[] | null {
  const at = places(old, keyOf);
  const to = places(next, keyOf);
  const mark = marks.find((m) => at.has(m.key) && to.has(m.key));
  if (!mark) return null;
  const [i, j] = [at.get(mark.key)!, to.get(mark.key)!];
  if (i === j) return null;
  const above = next.slice(0, j);
  const known = new Set(above.map(keyOf));
  return [...above, ...old.slice(i).filter((item) => !known.has(keyOf(item)))];
}

function places<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  return new Map(list.map((item, i) => [keyOf(item), i]));
}
