import { describe, expect, it } from 'vitest';
import { dated, dayOf, sinceOf } from './when';

const now = new Date(2026, 6, 15, 14, 30).getTime();

describe('the dates of a search', () => {
  it('begin with the day, in the time of this computer', () => {
    expect(sinceOf('today', now)).toBe(new Date(2026, 6, 15).getTime());
    expect(sinceOf('week', now)).toBe(new Date(2026, 6, 9).getTime());
    expect(sinceOf('any', now)).toBe(0);
    expect(dayOf('2026-07-15')).toBe(new Date(2026, 6, 15).getTime());
    expect(dayOf('2026-07-31', 1)).toBe(new Date(2026, 7, 1).getTime());
  });

  it('are none where nothing, or nonsense, was entered', () => {
    for (const field of ['', 'ontem', '2026-7-1', '0000-00-00', '99999-01-01']) expect(dayOf(field)).toBe(0);
  });

  it('name the year where it is another one', () => {
    const near = () => 'perto';
    expect(dated(now - 1000, now, near)).toBe('perto');
    expect(dated(new Date(2024, 1, 3).getTime(), now, near)).toContain('2024');
  });
});
