import { t } from '../../i18n/i18n.svelte';

/** A reply to begin with. */
export interface Starter {
  shortcut: string;
  text: string;
}

/** The variables that the program fills in. */
export const variables = ['nome', 'primeiro_nome', 'saudacao', 'ticket', 'canal', 'data', 'hora'] as const;

const numbers = [1, 2, 3, 4, 5, 6] as const;

/** The replies to begin with, in the language of the screen. */
export function starters(): Starter[] {
  return numbers.map((n) => ({ shortcut: t(`starter.${n}.shortcut`), text: t(`starter.${n}.text`) }));
}
