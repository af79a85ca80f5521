import { known, t } from '../../i18n/i18n.svelte';
import type { Finding } from '../../host/api.gen';
import { happened, sentence } from '../../desk/session.svelte';
import { fieldWords, findingWords, stateWords } from './ways';

const day = (at: string | undefined) => (at ? new Date(at).toLocaleDateString(document.documentElement.lang) : '');

const words = (f: Finding, kind: string) =>
  findingWords(kind, f, { until: day(f.params['until']), state: stateWords(f.params['state'] ?? '') });

/** What was looked at: a field by its own name, everything else by what it is. */
export function lookedAt(f: Finding, kind: string): string {
  return f.what === 'value' && f.field ? fieldWords(kind, f.field).label : words(f, kind).text;
}

/** What is wrong with it, or to be minded; empty where all is well, or where that was said already. */
export function reason(f: Finding, kind = ''): string {
  if (f.what !== 'value' && words(f, kind).whole) return '';
  if (!f.fault) {
    const key = `finding.${f.what}.warning`;
    return f.warning && known(key) ? t(key) : '';
  }
  const { code } = f.fault;
  // A network that refuses a token that is only being entered has signed nobody out.
  if (code === 'signed_out') return t('finding.token.refused');
  const own = `finding.${f.what}.${code}`;
  if (known(own)) return t(own);
  const shape = `finding.shape.${f.field}`;
  if (code === 'bad_request') return t(known(shape) ? shape : 'finding.shape');
  return code === 'empty_field' ? happened(f.fault) : sentence(f.fault);
}

/** Whether it keeps the entry from being kept. */
export const wrong = (f: Finding): boolean => f.fault !== null && !f.warning;
