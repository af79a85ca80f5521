import { describe, expect, it } from 'vitest';
import { fieldTime, presets, untilTheyWrite } from './snooze';

const of = (now: Date) => Object.fromEntries(presets(now.getTime()).map((p) => [p.id, p.until]));
const time = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

describe('the times for putting off', () => {
  it('are one hour, this afternoon, tomorrow at nine and Monday', () => {
    const found = of(new Date(2026, 10, 24, 10, 30)); // a Tuesday
    expect(found).toEqual({
      hour: time(2026, 10, 24, 11, 30),
      afternoon: time(2026, 10, 24, 15, 0),
      tomorrow: time(2026, 10, 25, 9, 0),
      monday: time(2026, 10, 30, 9, 0),
      reply: untilTheyWrite,
    });
  });

  it('leave out an afternoon that is here, and a Monday that is tomorrow', () => {
    expect(of(new Date(2026, 10, 24, 14, 30))['afternoon']).toBeUndefined();
    expect(of(new Date(2026, 10, 29, 10, 0))['monday']).toBeUndefined(); // a Sunday
  });

  it('on a Monday mean the next one', () => {
    expect(of(new Date(2026, 10, 23, 10, 0))['monday']).toBe(time(2026, 10, 30, 9, 0));
  });

  it('are written as the field reads them', () => {
    expect(fieldTime(time(2026, 0, 5, 9, 7))).toBe('2026-01-05T09:07');
  });
});
