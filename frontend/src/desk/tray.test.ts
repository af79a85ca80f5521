import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusal } from '../host/host';
import { opened, settled } from './slow';
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
