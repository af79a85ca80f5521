import { span, t } from '../i18n/i18n.svelte';
import { windowLeft } from './window';

/** The state of the window in a whole sentence. */
export function windowWords(ends: number, now: number): string {
  const left = windowLeft(ends, now);
  if (ends === 0) return t('window.never');
  if (left === 0) return t('window.closed');
  return left < 60_000 ? t('window.soon') : t('window.left', { t: span(left) });
}

/** The same in the fewest words, beside the ring. */
export function windowShort(ends: number, now: number): string {
  const left = windowLeft(ends, now);
  if (left === 0) return t('window.shortClosed');
  return left < 60_000 ? t('window.shortSoon') : t('window.shortLeft', { t: span(left) });
}
