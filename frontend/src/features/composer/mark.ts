/** What to put in place of a stretch of a text, and what is selected then. */
export interface Change {
  from: number;
  to: number;
  text: string;
  select: [number, number];
}

/** Sets a stretch between two marks, or takes them away where they stand. Blanks at its ends stay outside: with them a mark shows nothing. */
export function marked(text: string, from: number, to: number, mark: string): Change {
  while (from < to && /\s/.test(text[from]!)) from++;
  while (to > from && /\s/.test(text[to - 1]!)) to--;
  const inner = text.slice(from, to);
  if (from > 0 && text[from - 1] === mark && text[to] === mark)
    return { from: from - 1, to: to + 1, text: inner, select: [from - 1, to - 1] };
  if (inner.length > 1 && inner.startsWith(mark) && inner.endsWith(mark))
    return { from, to, text: inner.slice(1, -1), select: [from, to - 2] };
  return { from, to, text: mark + inner + mark, select: [from + 1, to + 1] };
}
