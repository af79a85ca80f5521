import { safe } from './text';

/** A stretch of a text, its end not included. */
export interface Bounds {
  from: number;
  to: number;
}

/** A piece of a text, and whether it is marked. */
export interface Piece {
  text: string;
  on: boolean;
}

/** Cuts a text at its marks. Each piece is made safe by itself, because that changes where things stand. */
export function pieces(text: string, marks: readonly Bounds[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    out.push({ text: text.slice(at, from), on: false }, { text: text.slice(from, to), on: true });
    at = to;
  }
  out.push({ text: text.slice(at), on: false });
  return out.map((p) => ({ ...p, text: safe(p.text) })).filter((p) => p.text !== '');
}
