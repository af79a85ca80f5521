import { known, type Key } from '../../i18n/i18n.svelte';

/** The words of a message's state, as they are read aloud. */
export function statusWords(status: string): Key {
  const key = `msg.${status}`;
  return known(key) ? key : 'msg.queued';
}
