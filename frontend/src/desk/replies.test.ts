import { describe, expect, it } from 'vitest';
import { found, Replies } from './replies.svelte';
import { start } from './slow';

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

describe('the library', () => {
  it('is read once more after it could not be', async () => {
    const { host, session } = await start();
    const replies = new Replies(session);
    replies.start();
    replies.need();
    await host.refuse('Replies.List');
    expect(replies.all).toBeNull();
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'reply', id: 1, of: 0 }], resync: false });
    await host.answer('Replies.List', { replies: [reply('pix')] });
    expect(replies.all).toHaveLength(1);
  });
});
