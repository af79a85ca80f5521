import { beforeAll, describe, expect, it } from 'vitest';
import { words } from '../../i18n/i18n.svelte';
import { clockOf, minuteOf, toggled, weekdays } from './quiet';

beforeAll(async () => {
  await words.fetch('pt-BR');
  words.use('pt-BR');
});

describe('quiet hours', () => {
  it.each([
    [0, '00:00'],
    [485, '08:05'],
    [1439, '23:59'],
  ])('%i is %s', (minute, clock) => {
    expect(clockOf(minute)).toBe(clock);
    expect(minuteOf(clock)).toBe(minute);
  });

  it.each(['', '8:00', '24:00', '12:60', 'noon'])('%o is no time', (clock) => expect(minuteOf(clock)).toBe(-1));

  it('name the days from Monday', () => {
    expect(weekdays().map((d) => `${d.bit} ${d.short}`)).toEqual([
      '2 seg',
      '4 ter',
      '8 qua',
      '16 qui',
      '32 sex',
      '64 sáb',
      '1 dom',
    ]);
    expect(weekdays()[0]!.long).toBe('segunda-feira');
  });

  it('take a day out and put it in again', () => {
    expect(toggled(127, 1)).toBe(126);
    expect(toggled(126, 1)).toBe(127);
  });
});
