import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settled, start } from './slow';
import { Jumps } from './jumps.svelte';
import { Within } from './within.svelte';

async function looking() {
  const { host, session } = await start();
  const within = new Within(session, new Jumps(() => Promise.resolve()), 1, 1);
  const stop = within.start();
  const type = async (text: string) => {
    within.type(text);
    vi.advanceTimersByTime(100);
    await settled();
  };
  let rev = 5;
  const grown = async () => {
    host.events.changes({ from: rev, rev: ++rev, changes: [{ kind: 'search', id: 90, of: 0 }], resync: false });
    await settled();
  };
  return { host, within, type, grown, stop };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('looking within a conversation', () => {
  it('asks again while the index grows and nothing was found, and leaves alone who stands at a place', async () => {
    const { host, within, type, grown } = await looking();
    await type('bolo');
    await host.answer('Search.Within', { messages: [], more: false, ready: 40 });
    expect([within.answered, within.ready]).toEqual([true, 40]);
    await grown();
    await host.answer('Search.Within', { messages: [7, 3], more: false, ready: 90 });
    within.step(1);
    await grown();
    expect(host.requests('Search.Within')).toEqual([]);
    expect([within.at, within.found]).toEqual([1, [7, 3]]);
  });

  it('that fails does not say that there is nothing', async () => {
    const { host, within, type } = await looking();
    await type('bolo');
    await host.refuse('Search.Within');
    expect(within.answered).toBe(false);
  });

  it('asks nothing once it is closed', async () => {
    const { host, within, grown, stop } = await looking();
    within.type('bolo');
    stop();
    vi.advanceTimersByTime(100);
    await grown();
    expect(host.requests('Search.Within')).toEqual([]);
  });
});
