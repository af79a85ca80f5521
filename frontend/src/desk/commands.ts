import type { Key } from '../i18n/i18n.svelte';
import { actsFor, ticketActs } from './acts';
import type { Desk } from './desk.svelte';
import { route, tabs } from './route.svelte';
import { resizeText } from './textSize';
import { lastStaying, undoSend } from './undo';

/** One action of the program. This list feeds the palette, the shortcut sheet, the menus and the tests. */
export interface Command {
  id: string;
  label: Key;
  /** Ctrl stands for Cmd on a Mac. */
  keys?: string;
  when?: (desk: Desk) => boolean;
  run: (desk: Desk) => void;
}

const inTicket = (desk: Desk) => desk.thread.ticket !== null;

/** What stands around words that WhatsApp shows otherwise. */
const marks = [
  { id: 'bold', label: 'command.bold', keys: 'Ctrl+B', mark: '*' },
  { id: 'italic', label: 'command.italic', keys: 'Ctrl+I', mark: '_' },
  { id: 'strike', label: 'command.strike', keys: 'Ctrl+Shift+X', mark: '~' },
] as const;

export const commands: readonly Command[] = [
  { id: 'palette', label: 'command.palette', keys: 'Ctrl+K', run: (d) => (d.palette = !d.palette) },
  { id: 'search', label: 'command.searchAll', keys: 'Ctrl+Shift+F', run: (d) => (d.searching = !d.searching) },
  { id: 'starred', label: 'command.starred', run: (d) => (d.searching = 'starred') },
  { id: 'find', label: 'command.find', keys: 'Ctrl+F', when: inTicket, run: (d) => d.callFind() },
  { id: 'day', label: 'command.day', keys: 'Ctrl+G', when: inTicket, run: (d) => d.pickDay() },
  { id: 'select', label: 'command.select', when: inTicket, run: (d) => d.acts.chosen.begin() },
  { id: 'shortcuts', label: 'command.shortcuts', keys: 'Ctrl+/', run: (d) => (d.shortcuts = !d.shortcuts) },
  { id: 'previous', label: 'command.previous', keys: 'Alt+ArrowUp', run: (d) => d.step(-1) },
  { id: 'next', label: 'command.next', keys: 'Alt+ArrowDown', run: (d) => d.step(1) },
  { id: 'waiting', label: 'command.waiting', keys: 'Ctrl+Shift+J', run: (d) => void d.nextWaiting() },
  ...tabs.map((tab, i): Command => ({
    id: tab,
    label: `ticket.tab.${tab}`,
    keys: `Ctrl+${i + 1}`,
    when: (d) => d.session.tabs.includes(tab),
    run: (d) => d.showTab(tab),
  })),
  ...ticketActs
    .filter((act) => !act.inList)
    .map((act): Command => ({
      id: act.id,
      label: act.label,
      ...(act.keys ? { keys: act.keys } : {}),
      when: (d) => d.targets.length > 0 && actsFor(d, d.targets).includes(act),
      run: (d) => act.run(d, d.targets),
    })),
  {
    id: 'sendClose',
    label: 'command.sendClose',
    keys: 'Ctrl+Shift+Enter',
    when: (d) => inTicket(d) && d.thread.ticket?.status !== 'group',
    run: (d) => void d.sendAndClose(),
  },
  {
    id: 'attach',
    label: 'command.attach',
    keys: 'Ctrl+O',
    when: inTicket,
    run: (d) => d.tray.pick(),
  },
  {
    id: 'unsend',
    label: 'command.unsend',
    keys: 'Ctrl+Alt+Z',
    when: (d) => lastStaying(d) !== undefined,
    run: (d) => void undoSend(d, lastStaying(d)!),
  },
  { id: 'emoji', label: 'command.emoji', keys: 'Ctrl+E', when: inTicket, run: (d) => (d.emoji = !d.emoji) },
  { id: 'voice', label: 'command.voice', when: inTicket, run: (d) => void d.speak() },
  ...marks.map(({ mark, ...command }): Command => ({
    ...command,
    when: inTicket,
    run: (d) => (d.marking = { mark }),
  })),
  {
    id: 'note',
    label: 'command.note',
    keys: 'Ctrl+Shift+N',
    when: inTicket,
    run: (d) => d.thread.setNote(!d.thread.note),
  },
  {
    id: 'details',
    label: 'command.details',
    keys: 'Ctrl+.',
    run: (d) => d.toggleDetails(),
  },
  { id: 'files', label: 'files.title', when: inTicket, run: (d) => (d.files = !d.files) },
  { id: 'queue', label: 'queue.title', run: (d) => (d.queue = !d.queue) },
  { id: 'past', label: 'toasts.past', run: (d) => (d.past = !d.past) },
  { id: 'undo', label: 'command.undo', keys: 'Ctrl+Z', run: (d) => d.undo() },
  { id: 'begin', label: 'command.begin', keys: 'Ctrl+N', run: (d) => d.begin() },
  {
    id: 'hideNumbers',
    label: 'command.hideNumbers',
    run: ({ session: s }) => s.set('hide_numbers', s.settings['hide_numbers'] === '1' ? '0' : '1'),
  },
  { id: 'larger', label: 'command.larger', run: ({ session }) => resizeText(session, 1) },
  { id: 'smaller', label: 'command.smaller', run: ({ session }) => resizeText(session, -1) },
  { id: 'usual', label: 'command.usual', run: ({ session }) => resizeText(session, 0) },
  { id: 'inbox', label: 'nav.inbox', run: () => route.go({ page: 'inbox' }) },
  { id: 'contacts', label: 'nav.contacts', run: () => route.go({ page: 'contacts' }) },
  { id: 'replies', label: 'replies.title', run: () => route.go({ page: 'replies' }) },
  { id: 'report', label: 'nav.report', run: () => route.go({ page: 'report' }) },
  { id: 'channels', label: 'nav.channels', run: () => route.go({ page: 'channels' }) },
  { id: 'labels', label: 'settings.labels', run: () => route.go({ page: 'labels' }) },
  { id: 'service', label: 'settings.service', run: () => route.go({ page: 'service' }) },
  { id: 'notices', label: 'settings.notices', run: () => route.go({ page: 'notices' }) },
  { id: 'app', label: 'settings.app', run: () => route.go({ page: 'app' }) },
  { id: 'settings', label: 'command.settings', keys: 'Ctrl+,', run: () => route.go({ page: 'appearance' }) },
];

/** The keys that answer a message while it has the focus. */
export const replyKeys = { id: 'message.reply', keys: 'R' } as const;

/** Those that select it. */
export const selectKeys = { id: 'message.select', keys: 'X' } as const;

/** What is pressed for Ctrl and + where + shares a key with =. */
const plus: Record<string, string> = { 'Ctrl+=': 'Ctrl+Plus', 'Ctrl+Shift+Plus': 'Ctrl+Plus' };

/** The command of these keys that can be done now. Ctrl+Z belongs to the text while one is being typed. */
export function find(desk: Desk, keys: string, typing: boolean): Command | undefined {
  if (typing && keys === 'Ctrl+Z') return undefined;
  const by = (wanted: string | undefined) =>
    wanted && commands.find((c) => desk.keys.of(c.id, c.keys) === wanted && (c.when?.(desk) ?? true));
  // F1 is where help is looked for, unless it was given to something else.
  const found = by(keys) || by(plus[keys]);
  return found || (keys === 'F1' ? commands.find((c) => c.id === 'shortcuts') : undefined);
}
