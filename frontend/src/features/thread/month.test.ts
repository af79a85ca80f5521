// @vitest-environment node
import { expect, it } from 'vitest';
import { edges, month } from './month';

it('a month has its days, and rows that begin as the language has it', () => {
  const november = month(new Date(2026, 10, 22), 'pt-BR');
  expect(november).toMatchObject({ year: 2026, month: 10, days: 30, lead: 0, title: 'novembro de 2026' });
  expect(november.weekdays).toEqual(['D', 'S', 'T', 'Q', 'Q', 'S', 'S']);
  expect(month(new Date(2026, 10, 22), 'es')).toMatchObject({ lead: 6, firstDay: 1 });
  expect(month(new Date(2028, 1, 5), 'en').days).toBe(29);
});

it('the days of a month lie between the midnights of this computer', () => {
  const all = edges(month(new Date(2026, 11, 31), 'en'));
  expect(all).toHaveLength(32);
  expect([all[0], all[31]]).toEqual([new Date(2026, 11, 1).getTime(), new Date(2027, 0, 1).getTime()]);
});
