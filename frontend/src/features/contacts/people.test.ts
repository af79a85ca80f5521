import { describe, expect, it, vi } from 'vitest';
import type { ContactCard, ContactRow } from '../../host/api.gen';
import { Refusal } from '../../host/host';
import { settled, start } from '../../desk/slow';
import { People } from './people.svelte';

const row = (id: number): ContactRow => ({ id, name: `n${id}`, number: '', tags: [], blocked: false });
const list = (...ids: number[]) => ({ contacts: ids.map(row), next: '', total: ids.length });
const card = (id: number, note = '') => ({ id, title: `n${id}`, note }) as ContactCard;
const change = (kind: string) => ({ from: 5, rev: 6, changes: [{ kind, id: 1, of: 0 }], resync: false });

async function listing(...ids: number[]) {
  const { host, session } = await start();
  const people = new People(session);
  people.start();
  await host.answer('Fields.List', { fields: [] });
  await host.answer('Contacts.List', list(...ids));
  return { host, people, ids: () => people.rows?.map((r) => r.id) };
}

describe('the list of contacts', () => {
  it('stays as it is when it cannot be read, and is read on afterwards', async () => {
    vi.useFakeTimers();
    try {
      const { host, people, ids } = await listing(1, 2);
      host.events.changes(change('contact'));
      await vi.advanceTimersByTimeAsync(300);
      await host.refuse('Contacts.List');
      expect(ids()).toEqual([1, 2]);
      people.show({ query: 'a' });
      await host.answer('Contacts.List', list(2));
      expect(ids()).toEqual([2]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the card of a contact', () => {
  it('is the newest that was asked for, whichever comes last', async () => {
    const { host, people } = await listing(1);
    people.open(1);
    host.events.changes(change('contact'));
    await settled();
    await host.answer('Contacts.Card', card(1, 'new'), 1);
    await host.answer('Contacts.Card', card(1, 'old'));
    expect(people.card?.note).toBe('new');
  });

  it('stays when it cannot be read', async () => {
    const { host, people } = await listing(1);
    people.open(1);
    await host.answer('Contacts.Card', card(1, 'note'));
    host.events.changes(change('contact'));
    await settled();
    await host.refuse('Contacts.Card');
    expect(people.card?.note).toBe('note');
    expect(people.gone).toBe(false);
  });

  it('is said to be gone when there is no such contact', async () => {
    const { host, people } = await listing(1);
    people.open(7);
    await host.refuse('Contacts.Card', new Refusal({ code: 'not_found', params: {} }));
    expect(people.card).toBeNull();
    expect(people.gone).toBe(true);
    people.open(1);
    expect(people.gone).toBe(false);
    await host.answer('Contacts.Card', card(1));
    expect(people.card?.id).toBe(1);
  });
});
