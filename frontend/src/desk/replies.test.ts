// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { found } from './replies.svelte';

const reply = (shortcut: string, text = '') => ({ id: 1, shortcut, text, uses: 0, files: [] });
const names = (query: string) => found(all, query).map((r) => r.shortcut);
const all = [reply('pix', 'Entregamos o comprovante'), reply('reentrega'), reply('entrega'), reply('café', 'Olá')];

describe('the replies that are meant', () => {
  it('are all of them before anything is typed', () => expect(names('')).toHaveLength(4));
  it('are those whose shortcut begins so, then those that hold it, then those that say it', () =>
    expect(names('entreg')).toEqual(['entrega', 'reentrega', 'pix']));
  it('are found without accents and capitals', () => {
    expect(names('CAFE')).toEqual(['café']);
    expect(names('ola')).toEqual(['café']);
  });
  it('may be none', () => expect(names('xyz')).toEqual([]));
});
