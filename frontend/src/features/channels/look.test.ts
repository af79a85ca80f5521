import { describe, expect, it } from 'vitest';
import { words } from '../../i18n/i18n.svelte';
import pt from '../../i18n/pt-BR.json';
import { lookTone, lookWords } from './look';

const found = (found: string, part = {}) => ({
  found,
  at: new Date(2026, 2, 2, 14, 32).getTime(),
  millis: 120,
  fault: null,
  ...part,
});

describe('what a look found', () => {
  it('is said with its time, and a reason before what follows from it', () => {
    words.use('pt-BR');
    expect(lookWords(found('alive'))).toBe('Respondeu às 14:32, em 120 ms.');
    const refused = found('refused', { fault: { code: 'billing', params: {} } });
    expect(lookWords(refused)).toBe(
      `${pt['fault.billing']} Os dados foram recusados às 14:32. Corrija em Editar dados.`,
    );
  });

  it.each(['alive', 'silent', 'trying', 'renewed', 'ready', 'refused', 'unlinked', 'off', 'blocked'])(
    '%s has words in every language, and only an answer is good news',
    (kind) => {
      for (const language of ['pt-BR', 'en', 'es']) {
        words.use(language);
        expect(lookWords(found(kind))).toMatch(/^\S.*\.$/);
      }
      expect(lookTone(found(kind)) === 'ok').toBe(kind === 'alive' || kind === 'ready');
    },
  );
});
