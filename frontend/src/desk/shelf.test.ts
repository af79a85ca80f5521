import { describe, expect, it } from 'vitest';
import { byMonth, Shelf } from './shelf.svelte';
import { message, settled, start } from './slow';

const of = (ids: number[]) => ids.map((id) => message(id, 1));
const files = (ids: number[], more = false) => ({ messages: of(ids), more, total: 9 });

async function opened(step: number) {
  const { host, session } = await start();
  const shelf = new Shelf(session, 1, 'media', step);
  const stop = shelf.start();
  let rev = 5;
  const heard = async (contact: number) => {
    host.events.changes({ from: rev, rev: ++rev, changes: [{ kind: 'message', id: 90, of: contact }], resync: false });
    await settled();
  };
  const shown = () => shelf.files?.messages.map((m) => m.id);
  return { host, shelf, heard, shown, stop };
}

describe('the files of a conversation', () => {
  it('are read page by page', async () => {
    const { host, shelf, shown } = await opened(2);
    await shelf.more();
    expect(host.requests('Messages.Files')).toEqual([{ contact: 1, sort: 'media', before: 0, limit: 2 }]);
    await host.answer('Messages.Files', files([9, 8], true));
    void shelf.more();
    expect(host.requests('Messages.Files')).toEqual([{ contact: 1, sort: 'media', before: 8, limit: 2 }]);
    await host.answer('Messages.Files', files([7]));
    expect(shown()).toEqual([9, 8, 7]);
    void shelf.more();
    expect(host.requests('Messages.Files')).toEqual([]);
  });

  it('are read again when something happens there, as many as there were', async () => {
    const { host, heard, shown, stop } = await opened(2);
    await host.answer('Messages.Files', files([9, 8, 7]));
    await heard(2);
    expect(host.requests('Messages.Files')).toEqual([]);
    await heard(1);
    expect(host.requests('Messages.Files')).toEqual([{ contact: 1, sort: 'media', before: 0, limit: 3 }]);
    await host.answer('Messages.Files', files([10, 9, 7], true));
    expect(shown()).toEqual([10, 9, 7]);
    stop();
    await heard(1);
    expect(host.requests('Messages.Files')).toEqual([]);
  });

  it('beyond what is asked for at once stay', async () => {
    const { host, shelf, heard, shown } = await opened(200);
    const many = Array.from({ length: 200 }, (_, i) => 500 - i);
    await host.answer('Messages.Files', files(many, true));
    void shelf.more();
    await host.answer('Messages.Files', files([300, 299], true));
    await heard(1);
    await host.answer('Messages.Files', files([501, ...many.slice(0, 199)], true));
    expect(shown()).toEqual([501, ...many, 300, 299]);
    expect(shelf.files?.more).toBe(true);
  });

  it('of an answer that came late are not taken, and none that fails empties them', async () => {
    const { host, heard, shown } = await opened(2);
    await heard(1);
    await host.answer('Messages.Files', files([5]), 1);
    await host.answer('Messages.Files', files([4]));
    expect(shown()).toEqual([5]);
    await heard(1);
    await host.refuse('Messages.Files');
    expect(shown()).toEqual([5]);
  });

  it('stand by month', () => {
    const name = (at: number) => (at > 5 ? 'new' : 'old');
    expect(byMonth(of([9, 6, 5, 1]), name).map((m) => [m.name, m.messages.map((one) => one.id)])).toEqual([
      ['new', [9, 6]],
      ['old', [5, 1]],
    ]);
    expect(byMonth([], name)).toEqual([]);
  });
});
