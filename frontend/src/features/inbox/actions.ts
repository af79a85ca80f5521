import { t } from '../../i18n/i18n.svelte';
import type { Ticket } from '../../host/api.gen';
import { keyLabel } from '../../desk/commands';
import type { Desk } from '../../desk/desk.svelte';
import type { Item } from '../../ui/Menu.svelte';

const hour = 3_600_000;

function tomorrow(): number {
  const d = new Date();
  d.setDate(d.getDate() + 1);
  return d.setHours(9, 0, 0, 0);
}

/** What can be done with a row, by right click, the Menu key and the row's button. */
export function ticketMenu(desk: Desk, ticket: Ticket): Item[] {
  const items: Item[] = [];
  if (ticket.status === 'pending') items.push({ label: t('ticket.take'), run: () => void desk.take(ticket.id) });
  if (ticket.status === 'closed') items.push({ label: t('ticket.reopen'), run: () => void desk.reopen(ticket.id) });
  else items.push({ label: t('ticket.close'), keys: 'E', run: () => void desk.close(ticket.id) });
  if (ticket.status !== 'closed' && ticket.snoozedUntil > 0) {
    items.push({ label: t('ticket.wake'), run: () => desk.snooze(ticket.id, 0) });
  } else if (ticket.status !== 'closed') {
    items.push({ label: t('ticket.snoozeHour'), keys: 'S', run: () => desk.snooze(ticket.id, Date.now() + hour) });
    items.push({ label: t('ticket.snoozeTomorrow'), run: () => desk.snooze(ticket.id, tomorrow()) });
  }
  items.push({ label: t('ticket.unread'), keys: 'U', run: () => desk.unread(ticket.id) });
  items.push({ label: t(ticket.pinned ? 'ticket.unpin' : 'ticket.pin'), keys: 'P', run: () => desk.pin(ticket) });
  if (ticket.number) items.push({ label: t('ticket.copyNumber'), run: () => void desk.copyNumber(ticket.number) });
  return items.map((item) => (item.keys ? { ...item, keys: keyLabel(item.keys) } : item));
}

/** The single letters that work while a row has the focus; false when the key means nothing here. */
export function rowKeys(desk: Desk, ticket: Ticket, e: KeyboardEvent): boolean {
  if (e.ctrlKey || e.metaKey || e.altKey) return false;
  const run: Record<string, () => void> = {
    e: () => ticket.status !== 'closed' && void desk.close(ticket.id),
    u: () => desk.unread(ticket.id),
    p: () => desk.pin(ticket),
    s: () => ticket.status !== 'closed' && desk.snooze(ticket.id, Date.now() + hour),
  };
  const found = run[e.key.toLowerCase()];
  found?.();
  return found !== undefined;
}
