import { daysAgo, known, listTime, seconds, t, type Key } from '../../i18n/i18n.svelte';
import type { Attempt, Connection, Fault, Message } from '../../host/api.gen';
import { happened, sentence, type Session } from '../../desk/session.svelte';
import { markWords } from '../../ui/mark';
import { phone, safe } from '../../ui/text';

/** A connection as it is called where it may carry a message: by its name, else by what it is. */
export function wayName(c: Connection | undefined): string {
  if (!c) return t('connection.removed');
  return safe(c.name) || wayKind(c) || phone(c.number);
}

/** What a connection is, such as the official interface. */
export function wayKind(c: Connection | undefined): string {
  const kind = `kind.way.${c?.kind ?? ''}`;
  return known(kind) ? t(kind) : '';
}

/** The name of a connection. Where two have the same name it says what it is, and its number if that is the same too. */
export function wayAmong(session: Session, id: number): string {
  const c = session.connections.find((o) => o.id === id);
  const name = wayName(c);
  const twins = session.connections.filter((o) => o.id !== id && wayName(o) === name);
  if (!c || twins.length === 0) return name;
  const more = twins.some((o) => o.kind === c.kind) ? phone(c.number) : wayKind(c);
  return more && more !== name ? `${name}, ${more}` : name;
}

const waits: Record<string, Key> = {
  offline: 'wait.offline',
  busy: 'wait.busy',
  no_keys: 'wait.no_keys',
  internal: 'wait.internal',
  remote_unknown: 'wait.remote_unknown',
};

/** The words of a fault while the message still waits: nobody has to do anything. */
export function waitSentence(fault: Fault): string {
  const key = waits[fault.code];
  return key ? t(key) : sentence(fault);
}

/** The words of the mark of a message. */
export function markSentence(session: Session, m: Message): string {
  const official = session.connections.find((c) => c.id === m.connection)?.official ?? false;
  return markWords(m.status, m.reserve, m.refused, official)
    .map((key) => t(key))
    .join('. ');
}

/** Reasons that are known without asking a network. What keeps a connection from sending is no reason of the message. */
const foreseen = new Set(['window_closed', 'unsupported', 'too_long']);

/** What is said below a message that has not left yet; empty if there is nothing to say. */
export function waiting(session: Session, m: Message, channel: number): string {
  if (!m.reserve) return m.fault ? waitSentence(m.fault) : '';
  if (!m.refused)
    return [m.fault && foreseen.has(m.fault.code) ? happened(m.fault) : '', markSentence(session, m)]
      .filter(Boolean)
      .join(' ');
  const first = session.channel(channel)?.routes[0];
  const official = session.connections.some((c) => c.id === first && c.official);
  return official ? t('mark.rerouted') : markSentence(session, m);
}

/** A fault by the name under which its words tell who counts: by the network's count the 24 hours may be over while they are not
 * by the one shown here. */
export function told(fault: Fault, asked: boolean): Fault {
  return asked && fault.code === 'window_closed' ? { ...fault, code: 'window_refused' } : fault;
}

/** Why a message that nobody confirmed stands still. */
export function unsureSentence(attempts: readonly Attempt[] | null): string {
  return t(attempts?.at(-1)?.doubtful ? 'unsure.explainAgain' : 'unsure.explain');
}

/** The second of a time, and its day where that is not today. */
export function moment(at: number, now: number): string {
  return daysAgo(at, now) === 0 ? seconds(at) : `${listTime(at, now)} ${seconds(at)}`;
}

/** The result of an attempt. One that ended before its first try was never made: its end was foreseen, or another took over. */
export function result(a: Attempt, official: boolean): string {
  if (untried(a)) return t('attempt.untried');
  if (official && a.state === 'failed' && a.rawCode) return t('attempt.refusedOfficial');
  const key = `attempt.${a.state}`;
  return known(key) ? t(key) : a.state;
}

/** Whether an attempt only waited until the operator chose a way, by which the next one went. */
export function waited(a: Attempt, next: Attempt | undefined): boolean {
  return a.state === 'cancelled' && a.try === 0 && a.fault === null && (next?.hop ?? 0) > 0;
}

export function untried(a: Attempt): boolean {
  return a.try === 0 && (a.state === 'failed' || (a.state === 'cancelled' && a.fault !== null));
}
