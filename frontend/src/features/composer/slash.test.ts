// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { answered, callAt } from './slash';

const at = (text: string) => callAt(text.replace('|', ''), text.indexOf('|'));

describe('a reply is called', () => {
  it.each([
    ['/|', 0, ''],
    ['/ent|', 0, 'ent'],
    ['Oi /ent|rega', 3, 'ent'],
    ['Oi\n/pix|', 3, 'pix'],
    [`${'a'.repeat(80)} /pix|`, 81, 'pix'],
  ])('in %s', (text, from, query) => expect(at(text)).toEqual({ from, query }));

  it.each(['|/ent', 'Oi|', 'e/ou|', '/ent |', 'https://a|', '/a/b|', `/${'a'.repeat(33)}|`, `a/${'b'.repeat(32)}|`])(
    'and not in %s',
    (text) => expect(at(text)).toBeNull(),
  );
});

describe('its words', () => {
  it('take the place of the call alone', () =>
    expect(answered('Oi /ent, tudo', { from: 3, query: 'ent' }, 'X')).toBe('Oi X, tudo'));
  it('go nowhere when the call is no more', () => expect(answered('Oi', { from: 3, query: 'ent' }, 'X')).toBeNull());
});
