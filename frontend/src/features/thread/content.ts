import { words } from '../../i18n/i18n.svelte';
import type { Happening, Item, Message, Place } from '../../host/api.gen';

/** Kinds that are a text with something beside it, and never a file. */
const worded = new Set(['text', 'template', 'interactive', 'order', 'call']);

/** Whether the content of a message is drawn in place of its body, which says the same in plain lines. */
export function replacesBody(m: Message): boolean {
  const c = m.content;
  return Boolean(c && (c.location || c.contacts?.length || c.order || c.event || c.chosen || c.call));
}

/** Whether a message is drawn as a file, or as something that cannot be shown. */
export function showsFile(m: Message): boolean {
  return m.attachment !== null || (!worded.has(m.kind) && !replacesBody(m));
}

/** The host that a link leads to, as the network spells it; empty for what is no link to a page. */
export function hostOf(link: string): string {
  const to = URL.canParse(link) ? new URL(link) : undefined;
  return to?.protocol === 'https:' || to?.protocol === 'http:' ? to.host : '';
}

/** A place as it can be typed into any map. */
export function coordinates(p: Place): string {
  return `${p.latitude.toFixed(6)}, ${p.longitude.toFixed(6)}`;
}

/** When something happens: a day and times, or days where it lasts longer; empty where that was not told. */
export function when(e: Happening): string {
  if (!e.starts) return '';
  const format = new Intl.DateTimeFormat(words.language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return e.ends && e.ends > e.starts ? format.formatRange(e.starts, e.ends) : format.format(e.starts);
}

/** The price of an item in its own currency; a currency nobody knows stands behind the number. */
export function price(item: Item): string {
  if (!item.price) return '';
  try {
    return new Intl.NumberFormat(words.language, { style: 'currency', currency: item.currency }).format(item.price);
  } catch {
    return [new Intl.NumberFormat(words.language).format(item.price), item.currency].filter(Boolean).join(' ');
  }
}

/** The fields of a filled-in form, in its order; what is not a form has none. */
export function fields(form: string | undefined): [string, string][] {
  try {
    const all: unknown = JSON.parse(form ?? '');
    if (typeof all !== 'object' || all === null || Array.isArray(all)) return [];
    return Object.entries(all)
      .filter(([name]) => name !== 'flow_token')
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  } catch {
    return [];
  }
}
