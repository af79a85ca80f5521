import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Way } from '../host/api.gen';
import { settled, start, ticket } from './slow';
import { Ahead } from './way.svelte';

const way = (connection: number): Way => ({
  connection,
  reserve: false,
  ask: false,
  fault: null,
  stranger: false,
  number: '',
  templates: 0,
});

async function ahead() {
  const all = await start();
  const of = new Ahead(all.session);
  let rev = 5;
  const change = async (kind: string, id: number, of = 0) => {
    all.host.events.changes({ from: rev, rev: ++rev, changes: [{ kind, id, of }], resync: false });
    await settled();
  };
  const asks = () => all.host.requests('Tickets.Way').length;
  return { ...all, ahead: of, change, asks };
}

describe('the way ahead', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked for at once, and only that of the ticket on screen is shown', async () => {
    const { host, ahead: a, asks } = await ahead();
    const stop = a.follow(ticket(1));
    expect(asks()).toBe(1);
    stop();
    a.follow(ticket(2));
    await host.answer('Tickets.Way', way(7), 0);
    expect(a.of(1)).toBeNull();
    await host.answer('Tickets.Way', way(8));
    expect(a.of(2)?.connection).toBe(8);
    expect(a.of(1)).toBeNull();
  });

  it('is asked for once more after a flood of changes', async () => {
    const { host, ahead: a, change, asks } = await ahead();
    a.follow(ticket(1));
    await host.answer('Tickets.Way', way(7));
    await change('connection', 1);
    await change('channel', 1);
    await change('message', 9, 1);
    expect(asks()).toBe(0);
    vi.advanceTimersByTime(299);
    expect(asks()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(asks()).toBe(1);
    expect(a.of(1)?.connection).toBe(7);
  });

  it('is asked for once more when a setting changes, such as that of groups', async () => {
    const { host, ahead: a, change, asks } = await ahead();
    a.follow(ticket(1));
    await host.answer('Tickets.Way', way(7));
    await change('setting', 0);
    vi.advanceTimersByTime(300);
    expect(asks()).toBe(1);
  });

  it('does not mind what happens to others', async () => {
    const { host, ahead: a, change, asks } = await ahead();
    a.follow(ticket(1));
    await host.answer('Tickets.Way', way(7));
    await change('message', 9, 2);
    await change('ticket', 2);
    vi.advanceTimersByTime(5000);
    expect(asks()).toBe(0);
  });

  it('is asked for when the window closes', async () => {
    const { host, ahead: a, asks } = await ahead();
    a.follow({ ...ticket(1), window: { ends: Date.now() + 60_000 } });
    await host.answer('Tickets.Way', way(7));
    vi.advanceTimersByTime(59_000);
    expect(asks()).toBe(0);
    vi.advanceTimersByTime(2_000);
    expect(asks()).toBe(1);
  });

  it('is left alone once the ticket is left', async () => {
    const { host, ahead: a, change, asks } = await ahead();
    const stop = a.follow({ ...ticket(1), window: { ends: Date.now() + 60_000 } });
    await host.answer('Tickets.Way', way(7));
    await change('message', 9, 1);
    stop();
    vi.advanceTimersByTime(90_000);
    expect(asks()).toBe(0);
  });

  it('is unknown when the program cannot tell, and nobody is disturbed', async () => {
    const { host, ahead: a } = await ahead();
    a.follow(ticket(1));
    await host.refuse('Tickets.Way');
    expect(a.of(1)).toBeNull();
  });
});
