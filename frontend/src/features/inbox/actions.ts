import { t } from '../../i18n/i18n.svelte';
import type { Ticket } from '../../host/api.gen';
import { actOfKey, actsFor, rowKey, ticketActs } from '../../desk/acts';
import type { Desk } from '../../desk/desk.svelte';
import { keyLabel, keysOf } from '../../desk/pressed';
import type { Item } from '../../ui/Menu.svelte';

/** What can be done with rows, by right click, the Menu key and the row's button. */
export function ticketMenu(desk: Desk, tickets: readonly Ticket[]): Item[] {
  return actsFor(desk, tickets).map((act) => {
    const keys = rowKey(desk, act) || desk.keys.of(act.id, act.keys);
    return {
      label: t(act.label),
      run: () => act.run(desk, tickets),
      ...(keys ? { keys: keyLabel(keys) } : {}),
    };
  });
}

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
