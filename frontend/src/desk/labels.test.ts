// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { nextColor } from './labels';

const tags = (...colors: number[]) => colors.map((color, id) => ({ id, name: String(id), color }));

describe('the colour of a new tag', () => {
  it('is the one that the fewest have', () => {
    expect(nextColor([])).toBe(1);
    expect(nextColor(tags(1, 2, 3))).toBe(4);
    expect(nextColor(tags(1, 2, 3, 4, 5, 6, 7, 8, 1, 2))).toBe(3);
  });
});
