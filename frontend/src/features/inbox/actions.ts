import type { Ticket } from '../../host/api.gen';
import { actOfKey, rowKey, ticketActs } from '../../desk/acts';
import type { Desk } from '../../desk/desk.svelte';
import { keysOf } from '../../desk/pressed';

/** What is done to when a row is worked with: the selection if the row is in it, else the row alone. */
export function meant(desk: Desk, row: Ticket): readonly Ticket[] {
  return desk.tickets.selected.has(row.id) ? desk.tickets.chosen : [row];
}

/** The keys that work while a row has the focus; false when the key means nothing here. */
export function rowKeys(desk: Desk, ticket: Ticket, e: KeyboardEvent): boolean {
  const keys = keysOf(e);
  if (keys === 'Escape' && desk.tickets.selected.size > 0) {
    desk.tickets.clear();
    return true;
  }
  const select = rowKey(
    desk,
    ticketActs.find((act) => act.id === 'select')!,
  );
  const alone = keys === select ? [ticket] : meant(desk, ticket);
  const act = actOfKey(desk, alone, keys);
  act?.run(desk, alone);
  return act !== undefined;
}
