import { privacy } from './privacy.svelte';

/** Invisible characters that turn the reading direction or hide: they are left out, so that no name can pretend to be another. */
const tricks =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u3164\ufeff\uffa0]/g;

/** A text that may be drawn beside others: one line, no hidden characters. */
export function safe(text: string): string {
  return text.replace(tricks, '').replace(/\s+/g, ' ');
}

/** A message's text: hidden turning marks go, line breaks stay. */
export function body(text: string): string {
  return text.replace(tricks, '');
}

/** The first letters of the first two words. */
export function initials(name: string): string {
  const words = safe(name)
    .trim()
    .split(' ')
    .filter((w) => /^[\p{L}\p{N}]/u.test(w));
  const letters = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  const found = letters.map((w) => [...w][0]!.toLocaleUpperCase()).join('');
  return found || '#';
}

/** One of six hues, always the same for the same text. */
export function hue(text: string): number {
  let h = 0;
  for (const c of text) h = (h * 31 + c.codePointAt(0)!) >>> 0;
  return (h % 6) + 1;
}

/** A number as it is read: +55 11 98214-5530. Others keep their digits in groups. */
export function wholePhone(number: string): string {
  const brazil = /^\+55(\d{2})(\d{4,5})(\d{4})$/.exec(number);
  return brazil ? `+55 ${brazil[1]} ${brazil[2]}-${brazil[3]}` : number;
}

/** The same as it is shown on screen, where the operator may hide its middle: +55 11 •••••-4120. */
export function phone(number: string): string {
  const whole = wholePhone(number);
  if (!privacy.hidden || !whole.startsWith('+')) return whole;
  const from = whole.includes(' ') ? 7 : 3;
  return whole.slice(0, from) + whole.slice(from, -4).replace(/\d/g, '•') + whole.slice(-4);
}

/** A sentence that was put together earlier, with its numbers as they are shown now. */
export function veiled(text: string): string {
  return privacy.hidden ? text.replace(/\+\d[\d -]{6,}\d/g, phone) : text;
}
