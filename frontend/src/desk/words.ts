/** Puts a text under another one, unless its lines already stand there together. */
export function below(text: string, more: string): string {
  if (!text || within(text, more)) return more;
  if (!more || within(more, text)) return text;
  return `${text}\n${more}`;
}

/** Brings together what is typed and a draft that somebody else made longer. `known` are the texts it may have been made from. */
export function joined(typed: string, draft: string, known: Iterable<string>): string {
  for (const from of longest(known)) {
    if (draft.startsWith(`${from}\n`)) return below(typed, draft.slice(from.length + 1));
    if (draft.endsWith(`\n${from}`)) return below(draft.slice(0, -from.length - 1), typed);
  }
  if (within(draft, typed) || within(typed, draft)) return below(typed, draft);
  const there = new Set(typed.split('\n'));
  const rest = draft.split('\n').filter((line) => line === '' || !there.has(line));
  return below(typed, rest.join('\n'));
}

/** Puts the newer words in the place of those they were typed over; `known` are the texts that may stand there. */
export function swapped(whole: string, newer: string, known: Iterable<string>): string {
  for (const old of longest(known)) {
    const at = `\n${whole}\n`.indexOf(`\n${old}\n`);
    if (at < 0) continue;
    const parts = [whole.slice(0, Math.max(0, at - 1)), newer, whole.slice(at + old.length + 1)];
    return parts.filter((part) => part !== '').join('\n');
  }
  return below(whole, newer);
}

/** Tells whether the lines of a text stand together in another one. */
export function within(text: string, whole: string): boolean {
  return `\n${whole}\n`.includes(`\n${text}\n`);
}

function longest(known: Iterable<string>): string[] {
  return [...known].filter((text) => text !== '').sort((a, b) => b.length - a.length);
}
