// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, plain, type Node } from './format';

const alphabet = fc.constantFrom(
  ...[
    '*',
    '_',
    '~',
    '`',
    '```',
    ' ',
    '\n',
    '> ',
    '- ',
    '* ',
    '1. ',
    'a',
    'á',
    '😀',
    '.',
    ',',
    '(',
    'https://a.bc/d',
    'x@y.com',
    '\ud83d',
    '\u202e',
    '\r',
  ],
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(alphabet, { maxLength: 60 }).map((p) => p.join('')),
);

function kinds(text: string): string[] {
  const walk = (n: Node): string[] => [n.kind, ...('children' in n ? n.children.flatMap(walk) : [])];
  return parse(text).flatMap((l) => l.children.flatMap(walk));
}

describe('parse', () => {
  it('never throws and never loses a character', () => {
    fc.assert(
      fc.property(texts, (text) => plain(parse(text)) === text),
      { numRuns: 5000 },
    );
  });

  it.each(['nome_da_variavel', '2*3*4', '* item', '*a', 'a*', '* a *', '`', '``', '```', '``````'])(
    'leaves %s as typed',
    (text) => {
      expect(kinds(text).every((k) => k === 'text')).toBe(true);
    },
  );

  it.each([
    ['*a*', 'bold'],
    ['_a_', 'italic'],
    ['~a~', 'strike'],
    ['`a`', 'code'],
    ['```a```', 'block'],
    ['(*a*)', 'bold'],
    ['*a*, b', 'bold'],
    ['_*a*_', 'bold'],
    ['*_~a~_*', 'strike'],
    ['*Oferta*🎂', 'bold'],
    ['🎂*Oferta*', 'bold'],
    ['*Oferta*❤️', 'bold'],
    ['❤️*Oferta*', 'bold'],
  ])('reads %s', (text, kind) => {
    expect(kinds(text)).toContain(kind);
  });

  it('protects the inside of code', () => {
    expect(kinds('`*a*`')).toEqual(['code']);
  });

  it.each(['*', '*a ', '`', '``', '```', '*_~', 'https://', 'http://!', 'a@', 'a.', '> ', '*a_b~'])(
    'is linear on 64 kB of %j',
    (unit) => {
      // Of the processor: a busy machine makes everything late.
      const time = (n: number) => {
        const text = unit.repeat(Math.ceil(n / unit.length));
        const start = process.cpuUsage();
        parse(text);
        return process.cpuUsage(start).user / 1000;
      };
      time(1024);
      expect(time(64 * 1024)).toBeLessThan(400);
    },
  );

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc'])('makes no link of %s', (text) => {
    expect(kinds(text)).toEqual(['text']);
  });
});
