import type { Template, TemplateUse, Value } from '../../host/api.gen';

/** One place of a template that the operator fills in. */
export interface Place {
  /** Names it among all places of the template. */
  key: string;
  part: 'header' | 'body' | 'button';
  /** What stands between the braces; of a button its text. */
  name: string;
  /** The kind of the button, in the words of a send; empty elsewhere. */
  kind: string;
  /** The button's place in the template, from 0. */
  index: number;
}

export type Values = Record<string, string>;

/** What the platform would refuse in a place. `max` is the limit in characters. */
export interface Wrong {
  what: 'empty' | 'spaces' | 'long';
  max: number;
}

/** Most characters of a part once its places are filled in. */
const most = { header: 60, body: 1024 } as const;
const mostOfButton: Record<string, number> = { url: 2000, copy_code: 20, quick_reply: 256 };

/** Buttons that can be sent by a name and a text. Others want a form, a product or a one-time code. */
const plainButtons = new Set(['quick_reply', 'url', 'copy_code', 'phone_number', 'voice_call']);

const brace = /\{\{\s*(\w+)\s*\}\}/g;

/** The places of a text, each once: counted ones by their number, named ones as they come. */
export function placesIn(text: string): string[] {
  const names = [...new Set([...text.matchAll(brace)].map((m) => m[1]!))];
  return names.every((n) => /^\d+$/.test(n)) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

/** Everything that is to be filled in, in the order in which it is read. */
export function placesOf(form: Template): Place[] {
  const inText = (part: 'header' | 'body', text: string) =>
    placesIn(text).map((name) => ({ key: `${part}:${name}`, part, name, kind: '', index: 0 }));
  const buttons = form.buttons.flatMap((b, index) =>
    b.place
      ? [{ key: `button:${index}`, part: 'button' as const, name: b.text, kind: b.kind.toLowerCase(), index }]
      : [],
  );
  return [...inText('header', form.header), ...inText('body', form.body), ...buttons];
}

/** What a place is filled in with. The platform takes no tabs and line breaks there. */
function clean(value = ''): string {
  return value.replace(/\s*[\t\r\n]\s*/g, ' ').trim();
}

/** A text with its places filled in; an empty place keeps its braces. What is put in is never read for places again. */
function filled(part: 'header' | 'body', text: string, values: Values): string {
  return text.replace(brace, (whole, name: string) => clean(values[`${part}:${name}`]) || whole);
}

export interface Filled {
  header: string;
  body: string;
  footer: string;
}

export function fill(form: Template, values: Values): Filled {
  return {
    header: filled('header', form.header, values),
    body: filled('body', form.body, values),
    footer: form.footer,
  };
}

/** The whole text as the customer reads it. */
export function textOf(form: Template, values: Values): string {
  const { header, body, footer } = fill(form, values);
  return [header, body, footer].filter(Boolean).join('\n');
}

/** What is wrong with a place as it is filled in now. */
export function wrongIn(form: Template, place: Place, values: Values): Wrong | null {
  const value = clean(values[place.key]);
  if (!value) return { what: 'empty', max: 0 };
  if (place.part === 'button') {
    const max = mostOfButton[place.kind] ?? 0;
    return letters(value) > max ? { what: 'long', max } : null;
  }
  if (/ {5}/.test(value)) return { what: 'spaces', max: 0 };
  const max = most[place.part];
  return letters(fill(form, values)[place.part]) > max ? { what: 'long', max } : null;
}

function letters(text: string): number {
  return [...text].length;
}

/** Whether it can be filled in and sent from here. */
export function sendable(form: Template): boolean {
  return (
    (form.headerKind === '' || form.headerKind === 'text') &&
    form.buttons.every((b) => plainButtons.has(b.kind.toLowerCase()))
  );
}

export function approved(form: Template): boolean {
  return form.status === 'APPROVED';
}

/** Why a template cannot be sent to a customer from here. */
export type Obstacle = 'status' | 'elsewhere' | 'unwanted';

export function obstacle(form: Template, noMarketing: boolean): Obstacle | null {
  if (!approved(form)) return 'status';
  if (!sendable(form)) return 'elsewhere';
  return noMarketing && form.category.toUpperCase() === 'MARKETING' ? 'unwanted' : null;
}

/** The template filled in, as it is sent. Only a template that names its places gets their names. */
export function useOf(form: Template, values: Values): TemplateUse {
  const places = placesOf(form);
  const value = (p: Place): Value => ({
    ...(form.named ? { name: p.name } : {}),
    kind: 'text',
    text: clean(values[p.key]),
  });
  const header = places.find((p) => p.part === 'header');
  const body = places.filter((p) => p.part === 'body').map(value);
  const buttons = places
    .filter((p) => p.part === 'button')
    .map((p) => ({ index: p.index, kind: p.kind, value: clean(values[p.key]) }));
  return {
    name: form.name,
    language: form.language,
    category: form.category,
    ...(header ? { header: value(header) } : {}),
    ...(body.length > 0 ? { body } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
  };
}

/** The name of a template as words: its letters without the strokes that stand for spaces. */
export function title(form: Template): string {
  return form.name.replaceAll('_', ' ');
}

/** The templates in which every word is found, those that can be sent first. Marks on letters make no difference. */
export function search(forms: readonly Template[], query: string, noMarketing = false): Template[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const rank = (f: Template) => (obstacle(f, noMarketing) ? 1 : 0);
  return forms
    .filter((f) => {
      const text = plain([f.name, title(f), f.header, f.body, f.footer].join(' '));
      return words.every((w) => text.includes(w));
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.language.localeCompare(b.language));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
