import { describe, expect, it } from 'vitest';
import type { Ticket } from '../host/api.gen';
import { holdOrder } from './tickets.svelte';

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
