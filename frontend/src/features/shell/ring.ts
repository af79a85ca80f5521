import { t } from '../../i18n/i18n.svelte';
import type { RingingCall } from '../../host/api.gen';
import { phone, safe } from '../../ui/text';

/** Who calls, in one line. */
export function rings(c: RingingCall): string {
  const name = safe(c.name || phone(c.number) || t('contact.unknown'));
  return t(c.video ? 'call.videoFrom' : 'call.from', { name });
}
