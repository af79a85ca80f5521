import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settled, start } from './slow';
import { Search } from './search.svelte';

const hit = (id: number) => ({ message: id, ticket: 1 });
const answer = (from: number, n: number, next = 0, ready = 100) => ({
  hits: Array.from({ length: n }, (_, i) => hit(from - i)),
  next,
  ready,
});

async function asking() {
  const { host, session } = await start();
  const search = new Search(session);
  const question = search.ask(3);
  const stop = question.start();
  const type = async (text: string) => {
    question.type(text);
    vi.advanceTimersByTime(100);
    await settled();
  };
  return { host, search, question, stop, type };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('a question', () => {
  it('is asked once for what is typed in one go, and shows the answer to what stands in the field', async () => {
    const { host, question, type } = await asking();
    question.type('b');
    question.type('bo');
    await type('bol');
    expect(host.requests('Search.Messages').map((r) => r['query'])).toEqual(['bol']);
    await type('bolo');
    await host.answer('Search.Messages', answer(9, 1), 1);
    await host.answer(
      'Search.Persons',
      {
        persons: [
          { contact: 1, ticket: 4 },
          { contact: 2, ticket: 0 },
        ],
      },
      1,
    );
    expect(question.hits).toEqual([hit(9)]);
    expect(question.persons).toEqual([{ contact: 1, ticket: 4 }]);
    await host.answer('Search.Messages', answer(3, 1));
    await host.answer('Search.Persons', { persons: [] });
    expect(question.hits, 'an older answer that comes late').toEqual([hit(9)]);
  });

  it('that was given up fails without a word', async () => {
    const { host, question, type } = await asking();
    await type('bolo');
    await type('');
    await host.refuse('Search.Messages');
    await host.refuse('Search.Persons');
    expect(question.hits).toEqual([]);
    expect(question.answered).toBe(true);
  });

  it('goes on page by page, each once', async () => {
    const { host, question, type } = await asking();
    await type('bolo');
    await host.answer('Search.Messages', answer(60, 30, 31));
    await host.answer('Search.Persons', { persons: [] });
    void question.loadMore();
    void question.loadMore();
    expect(host.requests('Search.Messages').map((r) => r['before'])).toEqual([31]);
    await host.answer('Search.Messages', answer(30, 30));
    expect(question.hits.length).toBe(60);
    expect(question.more).toBe(false);
  });

  it('goes on by itself where the program gives short pages, and finds nothing only when all was looked through', async () => {
    const { host, question, type } = await asking();
    await type('bolo');
    await host.answer('Search.Messages', answer(0, 0, 900));
    await host.answer('Search.Persons', { persons: [] });
    expect(question.answered).toBe(false);
    expect(host.requests('Search.Messages').map((r) => r['before'])).toEqual([900]);
    await host.answer('Search.Messages', answer(60, 4, 500));
    expect(question.hits.length).toBe(4);
    await host.answer('Search.Messages', answer(56, 26, 31));
    expect([question.answered, question.more, question.hits.length]).toEqual([true, true, 30]);
    void question.loadMore();
    await host.answer('Search.Messages', answer(30, 1, 20));
    await host.answer('Search.Messages', answer(29, 1));
    expect([question.more, question.hits.length]).toEqual([false, 32]);
  });

  it('that fails says nothing of what there is, and a page that fails can be asked for again', async () => {
    const { host, question, type } = await asking();
    await type('bolo');
    await host.refuse('Search.Messages');
    await host.answer('Search.Persons', { persons: [] });
    expect(question.answered).toBe(false);
    await type('bol');
    await host.answer('Search.Messages', answer(60, 30, 31));
    await host.answer('Search.Persons', { persons: [] });
    void question.loadMore();
    await host.refuse('Search.Messages');
    expect([question.more, question.hits.length]).toEqual([true, 30]);
  });

  it('is asked anew while the index grows', async () => {
    const { host, question, type } = await asking();
    await type('bolo');
    await host.answer('Search.Messages', answer(9, 0, 0, 40));
    await host.answer('Search.Persons', { persons: [] });
    expect(question.ready).toBe(40);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'search', id: 90, of: 0 }], resync: false });
    await settled();
    await host.answer('Search.Messages', answer(9, 1));
    await host.answer('Search.Persons', { persons: [] });
    expect([question.ready, question.hits.length]).toEqual([100, 1]);
  });

  it('may be filters alone, which are no question about contacts', async () => {
    const { host, question } = await asking();
    question.filter({ kind: 'image' });
    vi.advanceTimersByTime(10);
    await settled();
    expect(host.requests('Search.Messages')[0]).toMatchObject({ query: '', kind: 'image', before: 0 });
    expect(host.requests('Search.Persons')).toEqual([]);
  });

  it('is remembered once, the latest first, six at most', async () => {
    const { search } = await asking();
    for (const q of ['a', ' b ', 'c', 'd', 'e', 'f', 'a', '', 'g']) search.remember(q);
    expect(search.recent).toEqual(['g', 'a', 'f', 'e', 'd', 'c']);
  });
});
