// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { callAt, stands } from './slash';

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
  it('take its place while it stands', () => expect(stands('Oi /ent, tudo', { from: 3, query: 'ent' })).toBe(true));
  it('go nowhere when it is no more', () => expect(stands('Oi', { from: 3, query: 'ent' })).toBe(false));
});
