import { t } from '../i18n/i18n.svelte';
import type { Ticket } from '../host/api.gen';
import { actsFor, rowKey, type TicketAct } from './acts';
import { commands } from './commands';
import type { Desk } from './desk.svelte';
import { keyLabel } from './pressed';

/** A line of a menu, with the keys that do the same. */
interface Line {
  label: string;
  run: () => void;
  keys?: string;
}

const line = (label: string, keys: string, run: () => void): Line => ({
  label,
  run,
  ...(keys ? { keys: keyLabel(keys) } : {}),
});

const act = (desk: Desk, one: TicketAct, keys: string, tickets: readonly Ticket[]) =>
  line(t(one.label), keys, () => one.run(desk, tickets));

/** What can be done with rows, by right click, the Menu key and the row's button. */
export function ticketMenu(desk: Desk, tickets: readonly Ticket[]): Line[] {
  return actsFor(desk, tickets).map((one) =>
    act(desk, one, rowKey(desk, one) || desk.keys.of(one.id, one.keys), tickets),
  );
}

/** What has a button of its own above the conversation. */
const buttons = ['take', 'close', 'reopen'];

/** What can be done with the conversation on screen, besides what has a button there. */
export function talkMenu(desk: Desk, ticket: Ticket): Line[] {
  const within = commands.filter((c) => ['find', 'day', 'files', 'details'].includes(c.id));
  const acts = actsFor(desk, [ticket]).filter((one) => !one.inList && !buttons.includes(one.id));
  return [
    ...within.map((c) => line(t(c.label), desk.keys.of(c.id, c.keys), () => c.run(desk))),
    ...acts.map((one) => act(desk, one, desk.keys.of(one.id, one.keys), [ticket])),
  ];
}
