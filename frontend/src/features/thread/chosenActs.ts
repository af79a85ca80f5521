import type { Message } from '../../host/api.gen';
import { clock, count, t, words } from '../../i18n/i18n.svelte';
import { writer } from '../../ui/author';
import { kindWords, lineWords } from '../../ui/kind';
import type { Desk } from '../../desk/desk.svelte';
import { sentence } from '../../desk/session.svelte';
import { toasts } from '../../desk/toasts.svelte';

const shortest = 40;

/** Asks where the selected messages shall go. All of them can be passed on, or the first one that cannot is named and nothing is. */
export async function forwardChosen(desk: Desk): Promise<void> {
  const { acts, session } = desk;
  const messages = acts.chosen.messages;
  const known = await session.call('Messages.Passable', { ids: messages.map((m) => m.id) });
  if (!known) return;
  const wrong = known.faults.flatMap((fault, i) => (fault ? [{ fault, message: messages[i]! }] : []));
  const [first] = wrong;
  if (first) {
    const params = { what: named(first.message), at: clock(first.message.at), why: sentence(first.fault) };
    toasts.show(count('select.refused', wrong.length, params), { tone: 'bad', ms: 10_000 });
  } else if (messages.length > known.messages)
    toasts.show(t('select.tooMany', { max: known.messages, n: messages.length }), { tone: 'bad' });
  else acts.forwarding = { messages, most: known.forwards };
}

function named(m: Message): string {
  const text = m.body.replace(/\s+/g, ' ').trim() || kindWords(m.kind, m.direction);
  return text.length > shortest ? `${text.slice(0, shortest)}…` : text;
}

/** Several messages as one text, as WhatsApp copies them: a line of time and author before each. One alone is its words. */
export function copiedText(messages: readonly Message[], name: string): string {
  const said = (m: Message) => lineWords(m.kind, m.direction, m.body);
  if (messages.length === 1) return messages[0]!.body || said(messages[0]!);
  const day = new Intl.DateTimeFormat(words.language);
  return messages
    .map((m) => {
      const who = m.direction === 'out' ? t('bubble.you') : writer(m, name);
      return `[${clock(m.at)}, ${day.format(m.at)}] ${who}: ${said(m)}`;
    })
    .join('\n');
}

export async function copyChosen(desk: Desk, name: string): Promise<void> {
  const { chosen } = desk.acts;
  const messages = chosen.messages;
  try {
    await navigator.clipboard.writeText(copiedText(messages, name));
  } catch {
    toasts.show(t('act.notCopied'), { tone: 'bad' });
    return;
  }
  toasts.show(count('select.copied', messages.length), { ms: 3000 });
  chosen.clear();
}

/** Gives the selected messages a star; where all have one it is taken off. */
export async function starChosen(desk: Desk): Promise<void> {
  const { chosen } = desk.acts;
  const messages = chosen.messages;
  const on = messages.some((m) => !m.starred);
  for (const m of messages.filter((one) => one.starred !== on)) {
    if (!(await desk.session.call('Messages.Star', { message: m.id, on }))) return; // which was told
  }
  chosen.clear();
}
