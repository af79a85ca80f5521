// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, plain, unmarked, type Node } from './format';

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
    '(11) 98214-5530',
    '+55 ',
    '11',
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

describe('telephone numbers', () => {
  const phones = (text: string) =>
    parse(text).flatMap((l) => l.children.flatMap((n) => (n.kind === 'phone' ? [n.text] : [])));

  it.each([
    ['Me liga no (11) 98214-5530, por favor', '(11) 98214-5530'],
    ['Meu zap: 11 98214-5530.', '11 98214-5530'],
    ['11 982145530', '11 982145530'],
    ['O fixo é (11)3333-4444', '(11)3333-4444'],
    ['55 11 98214-5530', '55 11 98214-5530'],
    ['+55 11 98214-5530!', '+55 11 98214-5530'],
    ['+5511982145530', '+5511982145530'],
    ['Call +1 (415) 555-2671 today', '+1 (415) 555-2671'],
    ['+44 20 7946 0958', '+44 20 7946 0958'],
    ['Llámame al +34 612 34 56 78', '+34 612 34 56 78'],
    ['mi número es +52 55 1234 5678.', '+52 55 1234 5678'],
    ['+54 9 11 2345-6789', '+54 9 11 2345-6789'],
    ['(+351 912 345 678)', '+351 912 345 678'],
    ['(11) 98214-5530 ou (11) 3333-4444', '(11) 98214-5530'],
  ])('finds the one in %j', (text, number) => {
    expect(phones(text)).toContain(number);
    expect(plain(parse(text))).toBe(text);
  });

  it.each([
    'CPF 123.456.789-09',
    'CPF 12345678909',
    'CNPJ 12.345.678/0001-90',
    'Protocolo 2026-1042',
    'protocolo 20261042111',
    'R$ 1.234.567,89',
    'US$ 12 345 678.90',
    '12.345.678,90 €',
    '22/11/2026 10:30',
    '2026-11-22 10:30:15',
    '22-11-2026 22-12-2026',
    'CEP 01310-100',
    'pedido 11982145530',
    'Nota 000.123.456',
    '7891234567890',
    'Pix 1234 5678 9012 3456',
    'boleto 34191.79001 01043.510047',
    '98214-5530',
    '555-2671 4433',
    'ISBN 978-85-333-0227-3',
    'Lat -23.561414 -46.655881',
    '+55 11 98214-5530 2',
    '20 a 30 de 11 2026 2027',
    '+99 11 98214-5530',
    '+1 2 3',
    'IBAN ES91 2100 0418 4502 0005 1332',
    'order 415 555 26719',
    '1+11 98214-5530',
  ])('finds none in %j', (text) => {
    expect(phones(text)).toEqual([]);
    expect(plain(parse(text))).toBe(text);
  });

  it('leaves an address whole that begins with digits', () => {
    expect(kinds('tel 11 2222 3333 44455@x.com')).toEqual(['text', 'link']);
  });

  it.each(['1', '11 ', '(11) 98214-5530 ', '+55 11 9', '1.', '(', '+'])('are looked for in linear time: %j', (unit) => {
    const time = (n: number) => {
      const text = unit.repeat(Math.ceil(n / unit.length));
      const start = process.cpuUsage();
      parse(text);
      return process.cpuUsage(start).user / 1000;
    };
    time(1024);
    expect(time(64 * 1024)).toBeLessThan(400);
  });
});

describe('an address with marks in it', () => {
  it.each(['https://a.bc/_x_/y', 'https://a.bc/?q=*x*&r=_y_z', 'http://a.bc/~ana/~x'])('%s stays one', (url) => {
    const link = { kind: 'link', text: url, href: url };
    expect(parse(url)[0]!.children).toEqual([link]);
    expect(parse(`*${url}*`)[0]!.children).toEqual([{ kind: 'bold', mark: '*', children: [link] }]);
  });
});

describe('a line of a text', () => {
  it.each([
    ['Abrimos às *8h*, _sem falta_', 'Abrimos às 8h, sem falta'],
    ['*_~tudo~_*', 'tudo'],
    ['2*3*4 e nome_da_variavel', '2*3*4 e nome_da_variavel'],
    ['`*código*` e ```*bloco*```', '*código* e \n*bloco*'],
    ['- um\n> dois', '- um\n> dois'],
    ['*veja https://a.bc/_x_/* 11 98888-7777', 'veja https://a.bc/_x_/ 11 98888-7777'],
    ['', ''],
  ])('%s', (text, want) => expect(unmarked(text)).toBe(want));
});
