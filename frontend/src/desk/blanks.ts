/** A variable that stands in a text because nothing was filled in for it. */
export interface Blank {
  name: string;
  from: number;
  to: number;
}

const braces = /\{([\p{L}_][\p{L}\p{N}_]{0,39})\}/gu;

/** Every variable that is left in a text, known or not. */
export function blanksOf(text: string): Blank[] {
  return [...text.matchAll(braces)].map((m) => ({ name: m[1]!, from: m.index, to: m.index + m[0].length }));
}

/** A text in parts: what is filled in, and what is not. */
export function partsOf(text: string): { text: string; blank: boolean }[] {
  const parts = [];
  let at = 0;
  for (const b of blanksOf(text)) {
    if (b.from > at) parts.push({ text: text.slice(at, b.from), blank: false });
    parts.push({ text: text.slice(b.from, b.to), blank: true });
    at = b.to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), blank: false });
  return parts;
}

/** A text with the variables filled in of which something is known; the others stay as they stand. */
export function fillIn(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(braces, (whole, name: string) => known.get(name.toLowerCase()) || whole);
}
