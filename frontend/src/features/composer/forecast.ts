import { known, t, type Key } from '../../i18n/i18n.svelte';
import type { Connection, Ticket, Way } from '../../host/api.gen';
import { happened, sentence } from '../../desk/session.svelte';
import { phone } from '../../ui/text';

/** What the operator is told before a message leaves. */
export interface Forecast {
  /** One sentence after the other; the first tells the way. */
  lines: string[];
  /** Whether it is more than the ordinary way, and so deserves a look. */
  notable: boolean;
}

/** Whether the operator blocked the customer, so that nothing leaves for them. */
export function blocked(way: Way | null): boolean {
  return way?.connection === 0 && way.fault?.code === 'contact_blocked';
}

/** Whether only a template can be carried now, or nothing at all, so that nobody writes what is bound to be refused. */
export function shut(way: Way | null): boolean {
  return blocked(way) || (way?.connection === 0 && way.fault?.code === 'window_closed');
}

/** What stands in the place of the text box while that is shut. */
export function shutWords(way: Way, ticket: Ticket): string {
  if (blocked(way)) return happened(way.fault!);
  const never = ticket.window?.ends === 0;
  if (way.templates > 0) return t(never ? 'composer.never' : 'composer.closed');
  return t(never ? 'composer.neverBare' : 'composer.closedBare');
}

/** The way of a message written now, in words. Until it is known the channel's first connection is the likely one. */
export function forecast(way: Way | null, channel: string, ways: readonly Connection[], first: number): Forecast {
  if (ways.length === 0) return { lines: [t('composer.noWay')], notable: true };
  if (way && way.connection === 0 && way.fault) return { lines: [sentence(way.fault)], notable: true };
  const by = ways.find((c) => c.id === (way?.connection || first)) ?? ways[0]!;
  const kind = `kind.way.${by.kind}`;
  const via = t('composer.via', { channel, way: known(kind) ? t(kind as Key) : by.name });
  const notes = way ? notesOf(way) : [];
  return { lines: [via, ...notes], notable: notes.length > 0 };
}

/** That the message is kept is true only of one that was written, so that of a reason only what happened is told. */
function notesOf(way: Way): string[] {
  const notes: string[] = [];
  if (way.reserve && way.fault) notes.push(t('composer.reserve', { reason: happened(way.fault) }));
  if (way.ask) notes.push(t('composer.ask'));
  if (way.stranger) notes.push(t('composer.stranger', { number: phone(way.number) }));
  return notes;
}
