// @vitest-environment node
import { expect, it } from 'vitest';
import { words } from '../i18n/i18n.svelte';
import { windowShort, windowWords } from './windowWords';

const now = 1_700_000_000_000;
const minute = 60_000;

it.each([
  [now + 190 * minute, 'A janela de 24 h fecha em 3 h 10', 'janela 3 h 10'],
  [now + 25 * 60 * minute, 'A janela de 24 h fecha em 23 h 59', 'janela 23 h 59'],
  [now + minute - 1, 'A janela de 24 h fecha em menos de 1 minuto', 'janela < 1 min'],
  [now, 'A janela de 24 h está fechada', 'janela fechada'],
  [0, 'A janela de 24 h está fechada: o cliente ainda não escreveu para este número', 'janela fechada'],
])('the window that ends at %i', (ends, long, short) => {
  words.use('pt-BR');
  expect(windowWords(ends, now)).toBe(long);
  expect(windowShort(ends, now)).toBe(short);
});
