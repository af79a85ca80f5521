import type { Ticket } from '../host/api.gen';
import type { Key } from '../i18n/i18n.svelte';
import type { Desk } from './desk.svelte';

/** One thing that is done to tickets: to those that are selected, to the row of a menu, or to the one on screen. */
export interface TicketAct {
  id: string;
  label: Key;
  /** The keys that work everywhere; Ctrl stands for Cmd on a Mac. */
  keys?: string;
  /** The key that works while a row has the focus. */
  letter?: string;
  /** It is for one ticket only. */
  single?: boolean;
  /** It is about the list, so that it makes no sense for the ticket on screen. */
  inList?: boolean;
  when: (tickets: readonly Ticket[], desk: Desk) => boolean;
  run: (desk: Desk, tickets: readonly Ticket[]) => void;
}

type Test = (ticket: Ticket) => boolean;
const some = (test: Test) => (tickets: readonly Ticket[]) => tickets.some(test);
const none = (test: Test) => (tickets: readonly Ticket[]) => tickets.length > 0 && !tickets.some(test);
const every = (test: Test) => (tickets: readonly Ticket[]) => tickets.length > 0 && tickets.every(test);
const live: Test = (t) => t.status === 'pending' || t.status === 'open';
/** The others are groups: nobody tags them, and no customer asks for their number. */
const person: Test = (t) => t.status !== 'group';

/** What can be done to tickets. Menus, the bar over a selection, the palette, the shortcuts and the tests read this one list. */
export const ticketActs: readonly TicketAct[] = [
  {
    id: 'take',
    label: 'ticket.take',
    keys: 'Ctrl+Shift+A',
    when: some((t) => t.status === 'pending'),
    run: (d, all) => void d.take(all),
  },
  {
    id: 'close',
    label: 'ticket.close',
    keys: 'Ctrl+Shift+E',
    letter: 'E',
    when: some(live),
    run: (d, all) => void d.close(all),
  },
  {
    id: 'reopen',
    label: 'ticket.reopen',
    when: every((t) => t.status === 'closed'),
    run: (d, all) => void d.reopen(all),
  },
  {
    id: 'snooze',
    label: 'ticket.snooze',
    keys: 'Ctrl+Shift+S',
    letter: 'S',
    when: some((t) => live(t) && t.snoozedUntil === 0),
    run: (d, all) => d.ask('snooze', all),
  },
  {
    id: 'wake',
    label: 'ticket.wake',
    letter: 'S',
    when: (all) => some(live)(all) && !some((t) => live(t) && t.snoozedUntil === 0)(all),
    run: (d, all) => void d.act('wake', all),
  },
  {
    id: 'unread',
    label: 'ticket.unread',
    letter: 'U',
    when: (all, d) => some((t) => t.unread === 0 || t.id === d.thread.ticket?.id)(all),
    run: (d, all) => void d.unread(all),
  },
  {
    id: 'pin',
    label: 'ticket.pin',
    letter: 'P',
    when: some((t) => !t.pinned),
    run: (d, all) => void d.act('pin', all),
  },
  {
    id: 'unpin',
    label: 'ticket.unpin',
    letter: 'P',
    when: none((t) => !t.pinned),
    run: (d, all) => void d.act('unpin', all),
  },
  {
    id: 'tags',
    label: 'ticket.tags',
    keys: 'Ctrl+Shift+L',
    letter: 'T',
    when: every(person),
    run: (d, all) => d.ask('tags', all),
  },
  { id: 'mute', label: 'ticket.mute', when: some((t) => !t.muted), run: (d, all) => void d.act('mute', all) },
  { id: 'unmute', label: 'ticket.unmute', when: none((t) => !t.muted), run: (d, all) => void d.act('unmute', all) },
  {
    id: 'peek',
    label: 'ticket.peek',
    letter: 'Shift+Enter',
    single: true,
    inList: true,
    when: some((t) => t.unread > 0),
    run: (d, [one]) => d.peek(one!.id),
  },
  {
    id: 'select',
    label: 'ticket.select',
    letter: 'X',
    inList: true,
    when: (all) => all.length > 0,
    run: (d, all) => all.forEach((t) => d.tickets.toggle(t.id)),
  },
  {
    id: 'copyNumber',
    label: 'ticket.copyNumber',
    single: true,
    when: some((t) => t.number !== ''),
    run: (d, [one]) => void d.copyNumber(one!.number),
  },
  {
    id: 'copyProtocol',
    label: 'ticket.copyProtocol',
    single: true,
    when: every(person),
    run: (d, [one]) => void d.copyNumber(one!.protocol),
  },
];

/** Those that can be done to these tickets now. */
export function actsFor(desk: Desk, tickets: readonly Ticket[]): TicketAct[] {
  return ticketActs.filter((act) => (tickets.length === 1 || !act.single) && act.when(tickets, desk));
}

/** The one that a key means while a row has the focus. */
export function actOfKey(desk: Desk, tickets: readonly Ticket[], keys: string): TicketAct | undefined {
  return actsFor(desk, tickets).find((act) => act.letter === keys);
}
