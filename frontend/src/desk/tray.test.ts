import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusal } from '../host/host';
import { opened, settled, snapshot } from './slow';
import { Tray } from './tray.svelte';

const file = (name: string) => new File(['x'], name);
const upload = (id: number, ...kinds: string[]) => ({ id, mime: '', name: '', bytes: 1, width: 0, height: 0, kinds });

beforeEach(() => {
  vi.useFakeTimers();
  URL.createObjectURL = () => 'blob:x';
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => vi.useRealTimers());

/** A tray with files that the program has taken, as documents. */
async function laid(...names: string[]) {
  const all = await opened();
  const tray = new Tray(all.session, all.thread);
  void tray.add(names.map(file));
  for (let i = 0; i < names.length; i++) {
    await all.host.answer('upload', upload(i + 1, 'document'));
    await all.host.answer('Messages.Check', { faults: [null] });
  }
  await vi.advanceTimersByTimeAsync(300);
  await all.host.answer('Messages.Check', { faults: names.map(() => null) });
  return { ...all, tray };
}

test('files are sent in order, the typed text as caption of the first', async () => {
  const { host, tray, thread } = await laid('a', 'b');
  thread.type('olha');
  expect(tray.ready).toBe(true);
  const sent = tray.send();
  await settled();
  expect(thread.draft).toBe('olha');
  expect(host.requests('Tray.Lay').at(-1)).toMatchObject({ pieces: [{ upload: 1, text: 'olha' }, { upload: 2 }] });
  for (const ask of host.asked.filter((a) => a.name === 'Tray.Lay')) ask.answer({});
  await settled();
  expect(host.requests('Messages.SendFile')).toMatchObject([{ upload: 1, text: 'olha', kind: 'document' }]);
  await host.answer('Messages.SendFile', { id: 1 });
  expect(host.requests('Messages.SendFile')).toMatchObject([{ upload: 2, text: '' }]);
  await host.answer('Messages.SendFile', { id: 2 });
  expect(await sent).toBe(true);
  expect(tray.pieces).toEqual([]);
  expect(thread.draft).toBe('');
});

test('what is refused stays with its reason, under the same key, and nothing overtakes it', async () => {
  const { host, tray } = await laid('a', 'b');
  void tray.send();
  await settled();
  const [first] = host.requests('Messages.SendFile');
  await host.refuse('Messages.SendFile', new Refusal({ code: 'file_too_big', params: {} }));
  expect(host.requests('Messages.SendFile')).toEqual([]);
  expect(tray.pieces.map((p) => p.fault?.code)).toEqual(['file_too_big', undefined]);
  expect(tray.ready).toBe(false);
  tray.pieces[0]!.fault = null;
  void tray.send();
  await settled();
  expect(host.requests('Messages.SendFile')[0]!['key']).toBe(first!['key']);
});

test('a file goes as the first kind that some connection carries', async () => {
  const all = await opened();
  const tray = new Tray(all.session, all.thread);
  void tray.add([file('a.webp')]);
  await all.host.answer('upload', upload(1, 'image', 'document'));
  await all.host.answer('Messages.Check', { faults: [{ code: 'file_type', params: {} }, null] });
  expect(tray.pieces[0]!.kind).toBe('document');
});

test('a file that was taken off while it was on its way is forgotten', async () => {
  const all = await opened();
  const tray = new Tray(all.session, all.thread);
  void tray.add([file('a')]);
  tray.remove(tray.pieces[0]!);
  await all.host.answer('upload', upload(7, 'document'));
  expect(all.host.requests('Uploads.Drop')).toEqual([{ id: 7 }]);
});

test('the same words for many are sent only after the warning', async () => {
  const { host, tray, thread } = await laid('a');
  void tray.send();
  await settled();
  await host.refuse('Messages.SendFile', new Refusal({ code: 'many_contacts', params: { n: '6', by: 'session' } }));
  expect(thread.warned).toMatchObject({ n: '6' });
  thread.warned!.answer(true);
  await settled();
  expect(host.requests('Messages.SendFile')).toMatchObject([{ confirmed: true }]);
});

test('a file is not ready before it is known how it is sent', async () => {
  const all = await opened();
  const tray = new Tray(all.session, all.thread);
  void tray.add([file('a.png')]);
  await all.host.answer('upload', upload(1, 'image'));
  expect(tray.ready).toBe(false);
  expect(await tray.send()).toBe(false);
  await all.host.answer('Messages.Check', { faults: [null] });
  expect(tray.ready).toBe(true);
});

test('an answer about an earlier caption says nothing of the one that stands there now', async () => {
  const { host, tray } = await laid('a');
  const [piece] = tray.pieces;
  tray.caption(piece!, 'much too long');
  await vi.advanceTimersByTimeAsync(300);
  tray.caption(piece!, 'short');
  await vi.advanceTimersByTimeAsync(300);
  const [long, short] = host.asked.filter((a) => a.name === 'Messages.Check');
  short!.answer({ faults: [null] });
  long!.answer({ faults: [{ code: 'too_long', params: {} }] });
  await settled();
  expect(piece!.fault).toBeNull();
  expect(tray.ready).toBe(true);
});

test('a picture that the program has already is drawn from there', async () => {
  const all = await opened();
  const tray = new Tray(all.session, all.thread);
  tray.regain(1, upload(5, 'image', 'document'), { kind: 'image', millis: 0, wave: [] });
  tray.regain(1, upload(6, 'document'), { kind: 'document', millis: 0, wave: [] });
  expect(tray.pieces.map((p) => p.picture)).toEqual(['media/upload-5', '']);
});

test('what is changed is laid in the data folder, in its order, and at once where the page ends', async () => {
  const { host, tray } = await laid('a', 'b');
  tray.start();
  tray.caption(tray.pieces[1]!, 'Preços');
  tray.move(tray.pieces[1]!, -1);
  host.asked = [];
  dispatchEvent(new Event('pagehide'));
  expect(host.requests('Tray.Lay')).toMatchObject([
    {
      ticket: 1,
      pieces: [
        { upload: 2, text: 'Preços', kind: 'document' },
        { upload: 1, text: '' },
      ],
    },
  ]);
});

const before = (ticket: number, id: number, more = {}) => ({
  ticket,
  upload: upload(id, 'document'),
  key: `k${id}`,
  kind: 'document',
  text: '',
  millis: 0,
  wave: [],
  ...more,
});

/** A tray that is told what the program keeps. */
async function told(...pieces: ReturnType<typeof before>[]) {
  const all = await opened();
  const tray = new Tray(all.session, all.thread);
  tray.start();
  all.host.events.changes({ from: 9, rev: 9, changes: [], resync: true });
  await all.host.answer('System.Snapshot', snapshot(9));
  await all.host.answer('Tray.List', { pieces });
  return { ...all, tray };
}

test('what was not sent lies there after a restart, and is sent under the key that it had', async () => {
  const { host, tray } = await told(
    before(1, 7, { text: 'Preços' }),
    before(1, 8, { upload: upload(8, 'audio', 'document'), kind: 'voice', millis: 900 }),
    before(2, 9),
  );
  expect(tray.pieces.map((p) => [p.caption, p.kind, p.upload!.kinds])).toEqual([
    ['Preços', 'document', ['document']],
    ['', 'voice', ['voice']],
  ]);
  void tray.send();
  await settled();
  expect(host.requests('Messages.SendFile')).toMatchObject([{ upload: 7, key: 'k7', text: 'Preços' }]);
});

test('what was sent or taken off is not laid anew by an answer that is older', async () => {
  const { host, tray } = await told(before(1, 7), before(1, 8));
  tray.remove(tray.pieces[0]!);
  void tray.send();
  await settled();
  await host.answer('Messages.SendFile', { id: 1 });
  host.events.changes({ from: 0, rev: 10, changes: [], resync: true });
  await host.answer('System.Snapshot', snapshot(10));
  await host.answer('Tray.List', { pieces: [before(1, 7), before(1, 8)] });
  expect(tray.pieces).toEqual([]);
});

test('files go along with a ticket that became part of another one', async () => {
  const { host, tray } = await told(before(2, 7));
  const list = host.events;
  expect(tray.pieces).toEqual([]);
  list.changes({ from: 9, rev: 10, changes: [{ kind: 'contact', id: 2, of: 1 }], resync: false });
  await settled();
  await host.answer('Tray.List', { pieces: [before(1, 7)] });
  expect(tray.pieces.map((p) => p.upload!.id)).toEqual([7]);
});
