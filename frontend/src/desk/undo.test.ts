import { beforeEach, expect, it } from 'vitest';
import type { Message } from '../host/api.gen';
import type { Desk } from './desk.svelte';
import { route } from './route.svelte';
import { message, opened, settled } from './slow';
import { Tray } from './tray.svelte';
import { lastStaying, staying, undoSend } from './undo';

const ours = (part: Partial<Message> = {}): Message => ({
  ...message(3, 1),
  ...{ direction: 'out', origin: 'operator', status: 'queued', undoUntil: Date.now() + 60_000 },
  ...part,
});
const nothing = { text: '', draft: '', replyTo: 0, kind: 'text', upload: null, millis: 0, wave: [] };

let all: Awaited<ReturnType<typeof opened>>;
let desk: Desk;

beforeEach(async () => {
  all = await opened([message(2, 1), ours()]);
  desk = { ...all, tray: new Tray(all.session, all.thread) } as unknown as Desk;
});

it('is offered while the message waits here for it, and no longer', () => {
  expect(staying(ours(), Date.now())).toBe(true);
  for (const no of [{ status: 'sent' }, { status: 'held' }, { undoUntil: Date.now() - 1 }, { direction: 'in' }])
    expect(staying(ours(no), Date.now())).toBe(false);
  expect(lastStaying(desk)?.id).toBe(3);
});

it('puts back the words and what they answered, which the program keeps already', async () => {
  void undoSend(desk, ours());
  await settled();
  expect(all.host.requests('Messages.Undo')).toEqual([{ message: 3, ticket: 1 }]);
  await all.host.answer('Messages.Undo', { ...nothing, text: 'R$ 5', draft: 'R$ 5', replyTo: 2 });
  expect(all.thread.draft).toBe('R$ 5');
  expect(all.thread.replyTo?.id).toBe(2);
  expect(all.host.requests('Tickets.Draft')).toEqual([]);
});

it('puts them above what was typed since, and has both kept', async () => {
  all.thread.type('e amanhã');
  void undoSend(desk, ours());
  await all.host.answer('Messages.Undo', { ...nothing, text: 'R$ 5', draft: 'R$ 5' });
  expect(all.thread.draft).toBe('R$ 5\ne amanhã');
  expect(all.host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'R$ 5\ne amanhã' }]);
});

it('puts a voice message back as one', async () => {
  const upload = { id: 9, mime: 'audio/ogg', name: '', bytes: 1, width: 0, height: 0, kinds: ['audio', 'document'] };
  void undoSend(desk, ours({ kind: 'voice' }));
  await all.host.answer('Messages.Undo', { ...nothing, kind: 'voice', upload, millis: 1500, wave: [1, 2] });
  expect(desk.tray.pieces).toMatchObject([{ kind: 'voice', millis: 1500, wave: [1, 2], picture: '' }]);
  expect(desk.tray.ready).toBe(true);
});

it('goes back with the ticket to where it stood, unless the operator went on', async () => {
  const back = { tickets: [{ ...all.thread.ticket!, status: 'pending' }] };
  route.go({ page: 'inbox', tab: 'open', ticket: 1 });
  void undoSend(desk, ours());
  await all.host.answer('Messages.Undo', nothing);
  await all.host.answer('Tickets.Get', back);
  expect(route.place).toMatchObject({ tab: 'pending', ticket: 1 });
  route.go({ page: 'inbox', tab: 'open', ticket: 1 });
  void undoSend(desk, ours());
  await all.host.answer('Messages.Undo', nothing);
  route.go({ page: 'inbox', tab: 'closed', ticket: 2 });
  await all.host.answer('Tickets.Get', back);
  expect(route.place).toMatchObject({ tab: 'closed', ticket: 2 });
});

it('leaves everything where it went already', async () => {
  void undoSend(desk, ours());
  await all.host.refuse('Messages.Undo');
  expect([all.thread.draft, desk.tray.pieces.length]).toEqual(['', 0]);
});
