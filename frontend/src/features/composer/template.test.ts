// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Template } from '../../host/api.gen';
import { placesIn, placesOf, search, sendable, textOf, useOf, wrongIn } from './template';

const form = (part: Partial<Template>): Template => ({
  name: 'pedido_pronto',
  language: 'pt_BR',
  category: 'UTILITY',
  status: 'APPROVED',
  header: '',
  headerKind: '',
  body: '',
  footer: '',
  named: false,
  buttons: [],
  ...part,
});
const ready = form({
  header: 'Olá, {{1}}',
  headerKind: 'text',
  body: 'O pedido {{2}} de {{1}} está pronto, {{1}}.',
  footer: 'Doce Balcão',
  buttons: [
    { kind: 'QUICK_REPLY', text: 'Obrigado', place: false },
    { kind: 'URL', text: 'Ver', place: true },
    { kind: 'COPY_CODE', text: 'Copiar', place: true },
  ],
});
const values = { 'header:1': 'Ana', 'body:1': 'Bia', 'body:2': ' 42 ', 'button:1': 'x/1', 'button:2': 'DOCE10' };

describe('the places of a template', () => {
  it.each([
    ['nothing', []],
    ['{{2}} e {{1}} e {{ 2 }}', ['1', '2']],
    ['{{10}} {{9}}', ['9', '10']],
    ['{{nome}}, até {{dia}}, {{nome}}', ['nome', 'dia']],
    ['{nome} {{}} {{a b}}', []],
  ])('of %j', (text, places) => expect(placesIn(text)).toEqual(places));

  it('are those of the header, the body and the buttons that take a value', () => {
    expect(placesOf(ready).map((p) => p.key)).toEqual(['header:1', 'body:1', 'body:2', 'button:1', 'button:2']);
  });
});

describe('a filled-in template', () => {
  it('reads as the customer reads it', () => {
    expect(textOf(ready, values)).toBe('Olá, Ana\nO pedido 42 de Bia está pronto, Bia.\nDoce Balcão');
  });

  it('keeps the braces where nothing is filled in yet', () => {
    expect(textOf(form({ body: 'Oi, {{1}}! {{2}}' }), { 'body:1': 'Ana', 'body:2': ' ' })).toBe('Oi, Ana! {{2}}');
  });

  it('takes every value as it is, also one that looks like a place', () => {
    const two = form({ body: '{{1}} / {{2}}' });
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        fc.pre(a.trim() !== '' && b.trim() !== '');
        expect(textOf(two, { 'body:1': a, 'body:2': b })).toBe(`${a.trim()} / ${b.trim()}`);
      }),
    );
    expect(textOf(two, { 'body:1': '{{2}}', 'body:2': '$&' })).toBe('{{2}} / $&');
  });

  it('has no tabs or line breaks in its places, because the platform takes none', () => {
    expect(textOf(form({ body: 'Oi, {{1}}!' }), { 'body:1': '\tAna\t \nMaria' })).toBe('Oi, Ana Maria!');
  });

  it('is sent by the order of its places', () => {
    expect(useOf(ready, values)).toEqual({
      name: 'pedido_pronto',
      language: 'pt_BR',
      category: 'UTILITY',
      header: { kind: 'text', text: 'Ana' },
      body: [
        { kind: 'text', text: 'Bia' },
        { kind: 'text', text: '42' },
      ],
      buttons: [
        { index: 1, kind: 'url', value: 'x/1' },
        { index: 2, kind: 'copy_code', value: 'DOCE10' },
      ],
    });
  });

  it('is sent by the names of its places where it has names', () => {
    const named = form({ named: true, body: 'Olá, {{nome}}! É {{dia}}.' });
    expect(useOf(named, { 'body:nome': 'Ana', 'body:dia': 'hoje' }).body).toEqual([
      { name: 'nome', kind: 'text', text: 'Ana' },
      { name: 'dia', kind: 'text', text: 'hoje' },
    ]);
  });

  it('says nothing of what it does not have', () => {
    expect(useOf(form({ body: 'Oi!' }), {})).toEqual({
      name: 'pedido_pronto',
      language: 'pt_BR',
      category: 'UTILITY',
    });
  });
});

describe('what is wrong with a place', () => {
  const [header, first, , url, code] = placesOf(ready);
  it.each([
    ['nothing is in it', first!, '  ', { what: 'empty', max: 0 }],
    ['five spaces', first!, 'a     b', { what: 'spaces', max: 0 }],
    ['four spaces are fine', first!, 'a    b', null],
    ['a long header', header!, 'a'.repeat(56), { what: 'long', max: 60 }],
    ['a header that just fits', header!, 'a'.repeat(55), null],
    ['a long body', first!, '😀'.repeat(510), { what: 'long', max: 1024 }],
    ['a body that fits by its letters', first!, '😀'.repeat(495), null],
    ['a long code', code!, 'A'.repeat(21), { what: 'long', max: 20 }],
    ['the end of an address', url!, 'pedido/42', null],
  ])('%s', (_, place, value, wrong) => {
    expect(wrongIn(ready, place, { ...values, [place.key]: value })).toEqual(wrong);
  });
});

describe('the list of templates', () => {
  it.each([
    [form({ headerKind: 'image' }), false],
    [form({ headerKind: 'location' }), false],
    [form({ buttons: [{ kind: 'FLOW', text: 'Abrir', place: false }] }), false],
    [form({ buttons: [{ kind: 'PHONE_NUMBER', text: 'Ligar', place: false }] }), true],
    [ready, true],
  ])('%# knows what can be sent from here', (f, yes) => expect(sendable(f)).toBe(yes));

  it('finds words in any order, without marks, and puts first what can be sent', () => {
    const all = [
      form({ name: 'a_espera', status: 'PENDING', body: 'Cardápio de Natal' }),
      form({ name: 'c_outro', body: 'Olá' }),
      form({ name: 'b_natal', body: 'cardapio do natal' }),
    ];
    expect(search(all, 'NATAL cardápio').map((f) => f.name)).toEqual(['b_natal', 'a_espera']);
    expect(search(all, '').map((f) => f.name)).toEqual(['b_natal', 'c_outro', 'a_espera']);
    expect(search(all, 'b natal').map((f) => f.name)).toEqual(['b_natal']);
  });
});
