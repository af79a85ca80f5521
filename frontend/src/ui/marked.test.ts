import { describe, expect, it } from 'vitest';
import { pieces } from './marked';

describe('pieces', () => {
  it('cuts where the program marked, in the units of the page', () => {
    expect(pieces('oi 🎂 bolo de cenoura', [{ from: 6, to: 10 }])).toEqual([
      { text: 'oi 🎂 ', on: false },
      { text: 'bolo', on: true },
      { text: ' de cenoura', on: false },
    ]);
  });

  it('keeps marks in their place where hidden signs are left out', () => {
    expect(pieces('\u202eabc\u202c bolo', [{ from: 6, to: 10 }])).toEqual([
      { text: 'abc ', on: false },
      { text: 'bolo', on: true },
    ]);
  });

  it('is the text where nothing is marked', () => {
    expect(pieces('bolo', [])).toEqual([{ text: 'bolo', on: false }]);
    expect(pieces('', [])).toEqual([]);
  });
});
