import { clock, known, t, type Key } from '../../i18n/i18n.svelte';
import type { Message } from '../../host/api.gen';
import { phone } from '../../ui/text';

/** What a line between the messages says; empty where this page has no words for it. Only what the network told is named. */
export function lineOf(message: Message, protocol?: string): string {
  const { from = '', to = '', ...rest } = message.params;
  const told = from && to ? '.numbers' : to ? '.number' : rest['reason'] ? '.reason' : '';
  const key = `system.${message.system}${told}`;
  return known(key)
    ? t(key as Key, {
        ...rest,
        ...(protocol ? { ticket: protocol } : {}),
        from: phone(from),
        to: phone(to),
        time: clock(message.at),
      })
    : '';
}
