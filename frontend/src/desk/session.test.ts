// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';
import type { Batch, Snapshot } from '../host/api.gen';
import type { Events, Host } from '../host/host';
import { Session } from './session.svelte';

const empty = { rev: 7, settings: {}, channels: [], connections: [], counts: { pending: 0 } } as unknown as Snapshot;
const batch = (from: number, rev: number, extra: Partial<Batch> = {}): Batch => ({
  from,
  rev,
  changes: [{ kind: 'ticket', id: rev, of: 0 }],
  resync: false,
  ...extra,
});

async function listening() {
  let events!: Events;
  const call = vi.fn(() => Promise.resolve(empty));
  const host = { call, listen: (e: Events) => ((events = e), () => undefined) } as unknown as Host;
  const session = new Session(host);
  session.start();
  const heard: (number[] | null)[] = [];
  session.follow((changes) => heard.push(changes && changes.map((c) => c.id)));
  const tell = async (b: Batch) => {
    events.changes(b);
    await vi.waitFor(() => expect(session.ready).toBe(true));
    await Promise.resolve();
  };
  await tell({ from: 5, rev: 5, changes: [], resync: false });
  await vi.waitFor(() => expect(heard).toEqual([null]));
  heard.length = 0;
  return { tell, heard, session, events: () => events };
}

describe('the stream of changes', () => {
  it('tells what changed, in order', async () => {
    const { tell, heard } = await listening();
    await tell(batch(5, 6));
    await tell(batch(6, 8));
    expect(heard).toEqual([[6], [8]]);
  });

  it('does not lose changes that a snapshot already counted', async () => {
    const { tell, heard } = await listening(); // the snapshot stands at 7
    await tell(batch(5, 7));
    expect(heard).toEqual([[7]]);
  });

  it('ignores what it has heard', async () => {
    const { tell, heard } = await listening();
    await tell(batch(5, 6));
    await tell(batch(5, 6));
    expect(heard).toEqual([[6]]);
  });

  it.each([
    ['a gap', batch(9, 10)],
    ['a lost batch', batch(5, 6, { resync: true, changes: [] })],
  ])('reads everything again after %s', async (_, b) => {
    const { tell, heard } = await listening();
    await tell(b);
    await vi.waitFor(() => expect(heard).toEqual([null]));
  });
});

describe('a page that was cut off from the program', () => {
  async function cutOff() {
    const { events, heard, tell, session } = await listening();
    events().reachable(false);
    return { events, heard, tell, session };
  }

  it('says so, and says that it is back', async () => {
    const { events, session } = await cutOff();
    expect(session.reachable).toBe(false);
    events().reachable(true);
    expect(session.reachable).toBe(true);
  });

  it('reads everything again when something happened meanwhile', async () => {
    const { events, heard, tell } = await cutOff();
    events().reachable(true);
    await tell({ from: 9, rev: 9, changes: [], resync: false });
    await vi.waitFor(() => expect(heard).toEqual([null]));
  });

  it('goes on when nothing did', async () => {
    const { events, heard, tell } = await cutOff();
    events().reachable(true);
    await tell({ from: 5, rev: 5, changes: [], resync: false });
    await tell(batch(5, 6));
    expect(heard).toEqual([[6]]);
  });

  it('reads everything again from a program that was started anew and counts from the beginning', async () => {
    const { events, heard, tell } = await cutOff();
    events().reachable(true);
    await tell({ from: 2, rev: 2, changes: [], resync: false });
    await tell(batch(2, 3));
    await vi.waitFor(() => expect(heard).toEqual([null, [3]]));
  });
});
