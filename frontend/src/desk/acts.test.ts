// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Ticket } from '../host/api.gen';
import { actOfKey, actsFor, ticketActs } from './acts';
import type { Desk } from './desk.svelte';
import { ticket } from './slow';

const keys = { of: (_: string, standard: string) => standard };
const desk = { thread: { ticket: null }, keys } as unknown as Desk;
const of = (...some: Partial<Ticket>[]) => some.map((one, i) => ({ ...ticket(i + 1), number: '+55', ...one }));
const offered = (...some: Partial<Ticket>[]) => actsFor(desk, of(...some)).map((act) => act.id);

describe('what can be done to tickets', () => {
  it('follows where they stand', () => {
    expect(offered({ status: 'pending' })).toContain('take');
    expect(offered({ status: 'open' })).not.toContain('take');
    expect(offered({ status: 'closed' })).toEqual(expect.arrayContaining(['reopen', 'pin', 'tags']));
    for (const id of ['close', 'snooze', 'wake']) expect(offered({ status: 'closed' })).not.toContain(id);
  });

  it('leaves a group what makes sense for one', () => {
    expect(offered({ status: 'group', number: '', unread: 1 })).toEqual(['pin', 'mute', 'peek', 'select']);
    expect(offered({ status: 'group', number: '', muted: true, pinned: true })).toEqual([
      'unread',
      'unpin',
      'unmute',
      'select',
    ]);
  });

  it('offers one of two opposites', () => {
    for (const [on, off, flag] of [
      ['pin', 'unpin', 'pinned'],
      ['mute', 'unmute', 'muted'],
    ] as const) {
      expect(offered({})).toContain(on);
      expect(offered({})).not.toContain(off);
      expect(offered({ [flag]: true })).toContain(off);
      expect(offered({ [flag]: true }, {})).toContain(on);
    }
    expect(offered({ snoozedUntil: -1 })).toContain('wake');
    expect(offered({ snoozedUntil: -1 }, {})).toContain('snooze');
  });

  it('for several is what can be done to any of them, and nothing that is for one', () => {
    expect(offered({ status: 'closed' }, { status: 'pending' })).toEqual(expect.arrayContaining(['take', 'close']));
    for (const id of ['copyNumber', 'copyProtocol', 'peek']) expect(offered({ unread: 1 }, {})).not.toContain(id);
    expect(offered({ unread: 1 })).toContain('peek');
  });

  it('has one meaning for each letter at any time', () => {
    for (const one of of({}, { status: 'closed' }, { pinned: true, snoozedUntil: 5 }, { unread: 2, muted: true })) {
      const letters = actsFor(desk, [one]).flatMap((act) => act.letter ?? []);
      expect(new Set(letters).size).toBe(letters.length);
    }
    expect(actOfKey(desk, of({ pinned: true }), 'P')?.id).toBe('unpin');
    expect(actOfKey(desk, of({}), 'Q')).toBeUndefined();
    expect(new Set(ticketActs.map((act) => act.id)).size).toBe(ticketActs.length);
  });
});
