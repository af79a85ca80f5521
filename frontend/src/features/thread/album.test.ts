import { expect, test } from 'vitest';
import { message } from '../../desk/slow';
import type { Attachment, Message } from '../../host/api.gen';
import { entries, keyOf } from './items';

const at = new Date(2026, 4, 4, 12).getTime();
const file = { id: 1, state: 'ready', url: 'media/1' } as Attachment;
const picture = (id: number, more: Partial<Message> = {}): Message => ({
  ...message(id, 1),
  at: at + id,
  kind: 'image',
  body: '',
  attachment: file,
  ...more,
});
const shape = (all: Message[], firstNew = 0) =>
  entries(all, firstNew, firstNew ? 1 : 0).map((e) =>
    e.kind === 'album' ? e.messages.length : e.kind === 'message' ? `m${e.message.id}` : e.kind,
  );

test('pictures in a row are an album', () => {
  expect(shape([picture(1), picture(2), picture(3, { kind: 'video' })])).toEqual(['day', 3]);
});

test('what has something else to show stands by itself', () => {
  for (const more of [
    { body: 'olha' },
    { status: 'failed' },
    { revoked: true },
    { reactions: [{ direction: 'in', emoji: '👍', author: null }] },
    { forwarded: true },
    { kind: 'document' },
  ])
    expect(shape([picture(1), picture(2, more), picture(3)])).toEqual(['day', 'm1', 'm2', 'm3']);
});

test('an album ends at the other side, at a pause and at the divider', () => {
  expect(shape([picture(1), picture(2, { direction: 'out' })])).toEqual(['day', 'm1', 'm2']);
  expect(shape([picture(1), picture(2, { at: at + 10 * 60_000 })])).toEqual(['day', 'm1', 'm2']);
  expect(shape([picture(1), picture(2)], 2)).toEqual(['day', 'm1', 'new', 'm2']);
});

test('a message of an album is found by the album', () => {
  const all = entries([picture(1), picture(2), { ...message(3, 1), at: at + 3 }], 0, 0);
  expect([1, 2, 3].map((id) => keyOf(all, id))).toEqual(['m1', 'm1', 'm3']);
});
