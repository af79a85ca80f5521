import { t } from '../../i18n/i18n.svelte';
import type { Channel, Connection } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { wayName } from './ways';

/** Whether a channel uses a connection that is at home in another one. */
export const borrowed = (c: Connection, channel: Channel): boolean => c.channel !== channel.id;

/** The connections that a channel may borrow: linked, of another channel, and not used by it yet. */
export function lendable(session: Session, channel: number): Connection[] {
  const has = session.channel(channel)?.routes ?? [];
  return session.connections.filter(
    (c) => c.channel !== channel && c.number !== '' && c.health !== 'removing' && !has.includes(c.id),
  );
}

/** A connection of another channel, told from the channel's own by whose it is. */
export const ofChannel = (session: Session, c: Connection): string =>
  t('borrow.of', { way: wayName(c.kind), name: session.nameOf(c.channel) });

/** The other channels that use a connection. */
export const borrowers = (session: Session, c: Connection): Channel[] =>
  session.channels.filter((channel) => channel.id !== c.channel && channel.routes.includes(c.id));
