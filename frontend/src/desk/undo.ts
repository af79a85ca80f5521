import type { Message } from '../host/api.gen';
import type { Desk } from './desk.svelte';
import { route, type Tab } from './route.svelte';

/** Whether a message of ours still stays here for a moment and can be taken back. */
export function staying(message: Message, now: number): boolean {
  return message.direction === 'out' && message.status === 'queued' && message.undoUntil > now;
}

/** The newest message of the conversation on screen that can be taken back. */
export function lastStaying(desk: Desk): Message | undefined {
  return desk.thread.messages.findLast((m) => staying(m, Date.now()));
}

/** Takes a message back before it leaves. Its words, its file and what it answered stand in the composer once more. */
export async function undoSend(desk: Desk, message: Message): Promise<void> {
  const { thread, tray, session } = desk;
  const ticket = thread.ticket?.id;
  if (!ticket) return;
  const back = await session.call('Messages.Undo', { message: message.id, ticket });
  if (!back) return;
  if (thread.ticket?.id === ticket) thread.setNote(false);
  thread.regain(ticket, back.text, back.draft, thread.messages.find((m) => m.id === back.replyTo) ?? null);
  if (back.upload) tray.regain(ticket, back.upload, back);
  await follow(desk, ticket);
}

/** What was not answered stands where it stood before, and the list goes there with who is still looking at it. */
async function follow({ session }: Desk, id: number): Promise<void> {
  const here = () => route.place.page === 'inbox' && route.place.tab === 'open' && route.place.ticket === id;
  if (!here()) return;
  const ticket = (await session.call('Tickets.Get', { ids: [id] }))?.tickets[0];
  if (!ticket || ticket.status === 'open' || !here()) return;
  route.go({ page: 'inbox', tab: ticket.snoozedUntil ? 'snoozed' : (ticket.status as Tab), ticket: id });
}
