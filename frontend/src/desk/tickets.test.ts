import { describe, expect, it, vi } from 'vitest';
import type { Ticket } from '../host/api.gen';
import { snapshot, start, ticket } from './slow';
import { holdOrder, Tickets } from './tickets.svelte';

const row = (id: number, unread = 0) => ({ id, unread }) as Ticket;
const ids = (rows: Ticket[]) => rows.map((r) => r.id);

describe('the order under the pointer', () => {
  it('stands still while contents change', () => {
    const held = holdOrder([row(1), row(2)], [row(2, 3), row(1)]);
    expect(ids(held.rows)).toEqual([1, 2]);
    expect(held.rows[1]?.unread).toBe(3);
    expect(held.waiting).toBeGreaterThan(0);
  });

  it('keeps new rows in the pill and counts them', () => {
    const held = holdOrder([row(1)], [row(3), row(2), row(1)]);
    expect(ids(held.rows)).toEqual([1]);
    expect(held.waiting).toBe(2);
  });

  it('lets rows go that are gone, and says nothing when nothing moved', () => {
    const held = holdOrder([row(1), row(2), row(3)], [row(1), row(3)]);
    expect(ids(held.rows)).toEqual([1, 3]);
    expect(held.waiting).toBe(0);
  });
});

describe('Tickets', () => {
  it('keeps the rows that were scrolled to when one of them changes', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const all = Array.from({ length: 300 }, (_, i) => ticket(i + 1));
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: all.slice(0, 60), next: 'a', counts, rev: 5 });
    for (let at = 60; at < 300; at += 60) {
      void list.loadMore();
      await host.answer('Tickets.List', { tickets: all.slice(at, at + 60), next: 'b', counts, rev: 5 });
    }
    expect(list.rows).toHaveLength(300);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'ticket', id: 250, of: 1 }], resync: false });
    for (let at = 0, found; (found = host.asked.find((a) => a.name === 'Tickets.List'));) {
      const { limit } = found.request as { limit: number };
      await host.answer('Tickets.List', {
        tickets: all.slice(at, at + limit),
        next: at + limit < 300 ? 'c' : '',
        counts,
        rev: 6,
      });
      at += limit;
    }
    expect(list.rows).toHaveLength(300);
  });

  it('is shown although changes come faster than it can be read, and once more after them', async () => {
    vi.useFakeTimers();
    try {
      const { host, session } = await start();
      const list = new Tickets(session);
      const stop = list.start();
      const counts = snapshot(0).counts;
      for (let rev = 5; rev < 10; rev++)
        host.events.changes({ from: rev, rev: rev + 1, changes: [{ kind: 'message', id: rev, of: 1 }], resync: false });
      expect(host.requests('Tickets.List')).toHaveLength(1);
      await host.answer('Tickets.List', { tickets: [ticket(1)], next: '', counts, rev: 6 });
      expect(list.rows.map((r) => r.id)).toEqual([1]);
      host.events.changes({ from: 10, rev: 11, changes: [{ kind: 'ticket', id: 2, of: 1 }], resync: false });
      expect(host.requests('Tickets.List')).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(400);
      expect(host.requests('Tickets.List')).toHaveLength(1);
      await host.answer('Tickets.List', { tickets: [ticket(2), ticket(1)], next: '', counts, rev: 11 });
      expect(list.rows.map((r) => r.id)).toEqual([2, 1]);
      host.events.changes({ from: 11, rev: 12, changes: [{ kind: 'ticket', id: 2, of: 1 }], resync: false });
      expect(host.requests('Tickets.List'), 'a change in silence is read at once').toHaveLength(1);
      stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows another tab at once, also while the pointer holds the order', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('pointer', true);
    list.show('open');
    await host.answer('Tickets.List', { tickets: [ticket(3), ticket(4)], next: '', counts, rev: 5 });
    expect(list.rows.map((r) => r.id)).toEqual([3, 4]);
    expect(list.waiting).toBe(0);
  });

  it('keeps the order until neither the pointer nor the focus is in it', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('focus', true);
    list.hold('pointer', true);
    void list.load();
    await host.answer('Tickets.List', { tickets: [ticket(2), ticket(1)], next: '', counts, rev: 5 });
    list.hold('pointer', false);
    expect(list.rows.map((r) => r.id)).toEqual([1, 2]);
    list.hold('focus', false);
    expect(list.rows.map((r) => r.id)).toEqual([2, 1]);
  });

  it('keeps the order while it is held and counts what is new', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('pointer', true);
    void list.load();
    await host.answer('Tickets.List', { tickets: [ticket(3), ticket(2), ticket(1)], next: '', counts, rev: 5 });
    expect(list.rows.map((r) => r.id)).toEqual([1, 2]);
    expect(list.waiting).toBe(1);
    list.reveal();
    expect(list.rows.map((r) => r.id)).toEqual([3, 2, 1]);
  });

  it('holds nothing when it comes back to the screen after it left with the pointer or the focus in it', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('pointer', true);
    list.hold('focus', true);
    void list.load();
    await host.answer('Tickets.List', { tickets: [ticket(2), ticket(1)], next: '', counts, rev: 5 });
    list.leave();
    expect(list.rows.map((r) => r.id)).toEqual([2, 1]);
    void list.load();
    await host.answer('Tickets.List', { tickets: [ticket(3), ticket(2), ticket(1)], next: '', counts, rev: 6 });
    expect(list.waiting).toBe(0);
    expect(list.rows).toHaveLength(3);
  });

  it('shows the order that the operator made, also when a reading of before was under way', async () => {
    const { host, session } = await start();
    const list = new Tickets(session);
    list.start();
    const counts = snapshot(0).counts;
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    list.hold('pointer', true);
    void list.load();
    list.reorder();
    await host.answer('Tickets.List', { tickets: [ticket(1), ticket(2)], next: '', counts, rev: 5 });
    await host.answer('Tickets.List', { tickets: [ticket(3), ticket(2), ticket(1)], next: '', counts, rev: 6 });
    expect(list.rows.map((r) => r.id)).toEqual([3, 2, 1]);
    expect(list.waiting).toBe(0);
  });
});
