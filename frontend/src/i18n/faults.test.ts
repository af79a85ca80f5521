// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { happened, sentence } from '../desk/session.svelte';
import { words } from './i18n.svelte';
import ptLater from './later/pt-BR.json';
import ptFirst from './pt-BR.json';
import enLater from './later/en.json';
import enFirst from './en.json';
import esLater from './later/es.json';
import esFirst from './es.json';

const [pt, en, es] = [
  { ...ptFirst, ...ptLater },
  { ...enFirst, ...enLater },
  { ...esFirst, ...esLater },
];

const codes = Object.keys(pt).flatMap((key) => /^fault\.(\w+)$/.exec(key)?.[1] ?? []);

describe('the words of a fault', () => {
  it.each(codes)('%s say what happened in one sentence, and then what is safe and what to do', (code) => {
    for (const all of [pt, en, es] as Record<string, string>[]) {
      expect(all[`fault.${code}`]).toMatch(/^[^.!?]+(\.\w[^.!?]*)*[.!?]$/);
      expect(all[`fault.${code}.then`] ?? '', `what follows on ${code}`).toMatch(/\S[.!?]$/);
    }
  });

  it('are put together, and those of an unknown code are general', () => {
    words.use('pt-BR');
    const fault = { code: 'window_closed', params: {} };
    expect(sentence(fault)).toBe(`${happened(fault)} ${pt['fault.window_closed.then']}`);
    expect(happened({ code: 'something new', params: {} })).toBe(pt['fault.internal']);
  });
});
