import { t } from '../i18n/i18n.svelte';
import { openOutside } from '../host/open';
import { toasts } from './toasts.svelte';

/** The page of the service. Whether it can be opened with a token or a number is written down nowhere, so neither goes along. */
export const webphonePage = 'https://app.wavoip.com';

/** How long the words about the number stay, in milliseconds: they are read after coming back from the browser. */
const shown = 12_000;

/** Opens the webphone in the system's browser, with the number of whom to call at hand; `number` is how it is read. */
export async function openWebphone(digits = '', number = digits): Promise<void> {
  if (digits) {
    await navigator.clipboard.writeText(digits).then(
      () => toasts.show(t('webphone.copied', { number }), { ms: shown }),
      () => toasts.show(t('webphone.notCopied', { number }), { ms: shown }),
    );
  }
  openOutside(webphonePage);
}
