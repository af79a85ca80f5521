import { clock, t } from '../../i18n/i18n.svelte';
import type { Refreshed } from '../../host/api.gen';
import { happened } from '../../desk/session.svelte';

/** What a look at a connection found, and when. A reason stands before what follows from it. */
export function lookWords(found: Refreshed): string {
  const words = t(`look.${found.found}` as 'look.alive', { time: clock(found.at), ms: found.millis });
  return found.fault ? `${happened(found.fault)} ${words}` : words;
}

/** Whether it is good news, bad news or none. */
export function lookTone(found: Refreshed): 'ok' | 'bad' | '' {
  if (found.found === 'alive' || found.found === 'ready') return 'ok';
  return found.found === 'refused' || found.found === 'silent' ? 'bad' : '';
}
