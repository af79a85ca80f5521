// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blanksOf, fillIn, partsOf } from './blanks';

describe('what is left to fill in', () => {
  it('is every name between braces, known or not', () => {
    expect(blanksOf('Oi, {nome}! {cupom_2}')).toEqual([
      { name: 'nome', from: 4, to: 10 },
      { name: 'cupom_2', from: 12, to: 21 },
    ]);
  });

  it.each(['{}', '{ nome }', '{"a":1}', '{nome', 'nome}', '{1}', '{a b}'])('is nothing in %s', (text) => {
    expect(blanksOf(text)).toEqual([]);
  });

  it('loses no character of the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(
          partsOf(text)
            .map((p) => p.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('filling in', () => {
  const known = new Map([
    ['cidade', 'Campinas'],
    ['aniversario', ''],
    ['nome', '{cidade}'],
  ]);
  it.each([
    ['em {cidade}', 'em Campinas'],
    ['em {Cidade}!', 'em Campinas!'],
    ['{aniversario} {cupom} {{1}}', '{aniversario} {cupom} {{1}}'],
    ['{nome}', '{cidade}'],
  ])('%s becomes %s', (text, want) => expect(fillIn(text, known)).toBe(want));
});
