// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { windowLeft, windowNear, windowPart, windowTone } from './window';

const hour = 3_600_000;
const now = 1_700_000_000_000;

describe('the window of 24 hours', () => {
  it.each([
    ['has just opened', now + 24 * hour, 24 * hour - 1, 1, 'open', false],
    ['is half over', now + 12 * hour, 12 * hour, 0.5, 'open', false],
    ['closes today', now + 6 * hour - 1, 6 * hour - 1, 0.25, 'open', true],
    ['is in its last hour', now + hour - 1, hour - 1, 1 / 24, 'late', true],
    ['closes now', now, 0, 0, 'closed', true],
    ['closed yesterday', now - hour, 0, 0, 'closed', true],
    ['never opened', 0, 0, 0, 'closed', true],
    ['ends later than it can', now + 30 * hour, 24 * hour - 1, 1, 'open', false],
  ])('%s', (_, ends, left, part, tone, near) => {
    expect(windowLeft(ends, now)).toBe(left);
    expect(windowPart(ends, now)).toBeCloseTo(part, 5);
    expect(windowTone(ends, now)).toBe(tone);
    expect(windowNear(ends, now)).toBe(near);
  });
});
