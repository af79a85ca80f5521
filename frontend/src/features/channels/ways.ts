import { known, t, type Key, type Params } from '../../i18n/i18n.svelte';
import type { Connection, Finding, Kind } from '../../host/api.gen';
import { phone } from '../../ui/text';

/** The words for a key that is made of a kind, or others where the catalogue has none for it. */
function words(key: string, otherwise: string): string {
  return known(key) ? t(key) : otherwise;
}

/** What a way into WhatsApp is called among others. */
export const wayName = (kind: string): string => words(`kind.way.${kind}`, kind);

/** A connection told from others of its kind by its number. */
export const wayLabel = (c: Connection): string => [wayName(c.kind), phone(c.number)].filter(Boolean).join(' ');

/** The card on which a way is chosen: its name, what it is good for and what to mind. */
export function card(kind: string): { name: string; good: string; mind: string } {
  return {
    name: words(`method.${kind}`, wayName(kind)),
    good: words(`method.${kind}.good`, ''),
    mind: words(`method.${kind}.mind`, ''),
  };
}

/** The head of the form of a way. */
export function formWords(kind: string): { title: string; lead: string } {
  return {
    title: words(`form.${kind}`, t('entry.title', { way: wayName(kind) })),
    lead: words(`form.${kind}.lead`, ''),
  };
}

/** What a visit to the network's own page is called. */
export function consentWords(kind: string): { title: string; hint: string; lead: string } {
  return {
    title: words(`consent.${kind}`, wayName(kind)),
    hint: words(`consent.${kind}.hint`, ''),
    lead: words(`consent.${kind}.lead`, ''),
  };
}

export function fieldWords(kind: string, key: string): { label: string; hint: string } {
  return { label: words(`field.${kind}.${key}`, key), hint: words(`field.${kind}.${key}.hint`, '') };
}

/** What was found by a test. Words for a warning or a refusal are whole sentences; without them the fault says why. */
export function findingWords(kind: string, f: Finding, params: Params): { text: string; whole: boolean } {
  const tone = f.fault && !f.warning ? 'bad' : f.fault || f.warning ? 'warn' : '';
  const all = { number: '', name: '', version: '', ...f.params, ...params };
  const whole = [`finding.${kind}.${f.what}.${tone}`, `finding.${f.what}.${tone}`].find((key) => tone && known(key));
  if (whole) return { text: t(whole as Key, all), whole: true };
  const plain = `finding.${f.what}`;
  // What was not told leaves a gap.
  return { text: known(plain) ? t(plain, all).replace(/\s+/g, ' ').trim() : f.what, whole: false };
}

/** How a session of a server is, in words where there are any. */
export const stateWords = (state: string): string => words(`state.${state}`, state);

/** Whether no phone is linked to a connection that needs one. */
export const needsPhone = (c: Connection): boolean =>
  c.number === '' || c.health === 'signed_out' || c.health === 'pairing';

/** A way without fields is linked with the telephone. */
export const paired = (kind: Kind): boolean => kind.fields.length === 0;
