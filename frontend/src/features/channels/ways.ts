import { known, t } from '../../i18n/i18n.svelte';
import type { Connection, Kind } from '../../host/api.gen';
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

/** A way without fields is linked with the telephone. */
export const paired = (kind: Kind): boolean => kind.fields.length === 0;
