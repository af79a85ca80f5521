import { describe, expect, it } from 'vitest';
import { nudge } from './nudge';

/** A list as an engine scrolls it: to whole pixels of a screen with so many of them for each of CSS, between 0 and its end. */
class List {
  #at: number;
  slack = 0;
  constructor(
    at: number,
    readonly dense = 1,
    readonly end = 10_000,
  ) {
    this.#at = at;
  }
  get scrollTop() {
    return this.#at;
  }
  set scrollTop(to: number) {
    this.#at = Math.round(Math.max(0, Math.min(this.end, to)) * this.dense) / this.dense;
  }
  /** Where a row stands in the view, of which so much is above. */
  place(above: number) {
    return above + this.slack - this.#at;
  }
}

describe('what is read', () => {
  for (const dense of [1, 1.25, 1.5, 2])
    it(`stays where it is on a screen of ${String(dense)}, whatever comes above`, () => {
      const list = new List(4000, dense);
      let above = 4100.25;
      const from = list.place(above);
      for (const more of [0.5, 180.4, -37.75, 0.3, 0.3, 0.3, 0.3, 900.06, -0.9, 12]) {
        above += more;
        list.slack = nudge(list, list.place(above) - from, list.slack);
        expect(list.place(above)).toBeCloseTo(from, 9);
        expect(Math.abs(list.slack)).toBeLessThanOrEqual(0.5);
      }
    });

  it('is not held where the list ends', () => {
    const list = new List(9_990);
    list.slack = nudge(list, 40.4, 0.25);
    expect(list.scrollTop).toBe(10_000);
    expect(list.slack).toBe(0);
  });

  it('costs nothing while it stands where it stood', () => {
    const list = new List(77);
    expect(nudge(list, 0, 0)).toBe(0);
    expect(list.scrollTop).toBe(77);
  });
});
