// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Content, Item, Message } from '../../host/api.gen';
import { message } from '../../desk/slow';
import { words } from '../../i18n/i18n.svelte';
import { coordinates, fields, hostOf, price, replacesBody, showsFile, when } from './content';

const of = (kind: string, content: Content | null = null): Message => ({ ...message(1, 1), kind, content });
const item = (price: number, currency: string): Item => ({ product: 'bolo', quantity: 1, price, currency });

describe('what a message is drawn as', () => {
  it.each([
    ['text', null, false, false],
    ['text', { referral: { headline: 'Bolos' } }, false, false],
    ['image', null, false, true],
    ['unsupported', {}, false, true],
    ['location', null, false, true],
    ['location', { location: { latitude: 1, longitude: 2 } }, true, false],
    ['contacts', { contacts: [{ name: 'Ana' }] }, true, false],
    ['contacts', { contacts: [] }, false, true],
    ['order', { order: { catalog: 'c', items: [] } }, true, false],
    ['event', { event: { name: 'Feira' } }, true, false],
    ['interactive', { chosen: { title: 'Sim' } }, true, false],
    ['interactive', { choices: {} }, false, false],
    ['template', null, false, false],
  ] as [string, Content | null, boolean, boolean][])('%s with %j', (kind, content, instead, file) => {
    expect(replacesBody(of(kind, content))).toBe(instead);
    expect(showsFile(of(kind, content))).toBe(file);
  });

  it('writes coordinates so that a map understands them', () =>
    expect(coordinates({ latitude: -23.5, longitude: -46.633309 })).toBe('-23.500000, -46.633309'));

  it('says when something happens, and nothing where nobody said it', () => {
    words.use('pt-BR');
    const at = new Date(2026, 0, 1, 15, 0).getTime();
    const said = (ends: number) => when({ name: '', starts: at, ends }).replace(/\s/g, ' ');
    expect(said(0)).toContain('15:00');
    expect(said(at - 1)).toBe(said(0));
    expect(said(at + 7_200_000)).toMatch(/15:00.*17:00/);
    expect(when({ name: 'Feira' })).toBe('');
  });

  it('writes a price, also in a currency nobody knows', () => {
    words.use('pt-BR');
    expect(price(item(12.5, 'BRL')).replace(/\s/g, ' ')).toBe('R$ 12,50');
    expect(price(item(12.5, 'bolos!'))).toBe('12,5 bolos!');
    expect(price(item(0, 'BRL'))).toBe('');
  });

  it.each([
    [
      '{"flow_token":"x","nome":"Ana","n":2}',
      [
        ['nome', 'Ana'],
        ['n', '2'],
      ],
    ],
    ['[1]', []],
    ['{', []],
    [undefined, []],
  ] as [string | undefined, [string, string][]][])('reads the form %j', (form, all) =>
    expect(fields(form)).toEqual(all),
  );
});

describe('the host of a link', () => {
  it.each([
    ['https://padaria.example/cardapio', 'padaria.example'],
    ['http://padaria.example:8080', 'padaria.example:8080'],
    ['https://banco.example@padaria.example/', 'padaria.example'],
    ['https://pаdaria.example/', 'xn--pdaria-3nf.example'],
    ['javascript:alert(1)', ''],
    ['https://', ''],
    ['', ''],
  ])('of %s is %s', (link, host) => {
    expect(hostOf(link)).toBe(host);
  });
});
