import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../host/api.gen';
import { words } from '../../i18n/i18n.svelte';
import { csv, fileName, table, tsv } from './table';
import { dayWords, lasting, roundTop } from './say';

const at = (day: number) => new Date(2026, 2, day).getTime();
const report = {
  days: [
    { at: at(2), received: 1200, answered: 2, median: 90_000 },
    { at: at(3), received: 0, answered: 0, median: null },
  ],
} as unknown as Report;

describe('the report as a table', () => {
  afterEach(() => words.use('pt-BR'));

  it('has the separators of the language and the mark of its encoding', () => {
    words.use('pt-BR');
    expect(csv(table(report, 'Loja'))).toBe(
      '\ufeffDia;Canal;Recebidas;Respondidas;Primeira resposta (min)\r\n2026-03-02;Loja;1200;2;1,5\r\n2026-03-03;Loja;0;0;\r\n',
    );
    words.use('en');
    expect(csv(table(report, 'Shop'))).toContain('\r\n2026-03-02,Shop,1200,2,1.5\r\n');
    words.use('es');
    expect(csv(table(report, 'Tienda'))).toContain('\r\n2026-03-02;Tienda;1200;2;1,5\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=1', '＝1', '|cmd'])(
    'shows %j as a text',
    (name) => {
      const cell = csv(table(report, name)).split('2026-03-02;')[1]!;
      expect(cell.replace(/^"/, '')).toMatch(/^'/);
      expect(tsv(table(report, name)).split('\n')[1]!.split('\t')[1]).toMatch(/^'/);
    },
  );

  it('keeps a name with separators, quotes and lines in its cell', () => {
    expect(csv(table(report, 'A;"B"\nC'))).toContain('2026-03-02;"A;""B""\nC";1200');
    expect(tsv(table(report, 'A\tB\nC')).split('\n')[1]!.split('\t')).toEqual([
      '2026-03-02',
      'A B C',
      '1200',
      '2',
      '1,5',
    ]);
  });

  it('has a name that tells its period', () => {
    expect(fileName(report)).toBe('relatorio-2026-03-02-2026-03-03.csv');
  });
});

describe('the words of the report', () => {
  it('tell a day, and its first answer where there is one', () => {
    expect(dayWords(report.days[0]!)).toMatch(/1\.200 recebidas, 2 respondidas, primeira resposta em 1 min$/);
    expect(dayWords(report.days[1]!)).toMatch(/0 recebidas, 0 respondidas$/);
    expect(lasting(400)).toBe('1 s');
    expect(lasting(null)).toBe('–');
  });

  it.each([
    [0, 2],
    [1, 2],
    [2, 2],
    [3, 4],
    [7, 8],
    [11, 20],
    [61, 80],
    [100, 100],
    [999, 1000],
  ])('an axis up to %i ends at %i', (n, top) => expect(roundTop(n)).toBe(top));
});
