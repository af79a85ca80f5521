/** A reply that is being called: the slash and what was typed after it, up to the caret. */
export interface Call {
  from: number;
  query: string;
}

/** No shortcut is longer. */
const longest = 32;
const call = /(?:^|\s)\/([^\s/]*)$/u;

/** The call that ends at the caret: a slash at the start of the text or after a space. */
export function callAt(text: string, caret: number): Call | null {
  const start = Math.max(0, caret - longest - 2);
  const query = call.exec((start > 0 ? 'x' : '') + text.slice(start, caret))?.[1];
  return query === undefined || query.length > longest ? null : { from: caret - query.length - 1, query };
}

/** Whether a call still stands where it was made. */
export function stands(text: string, call: Call): boolean {
  return text.startsWith(`/${call.query}`, call.from);
}
