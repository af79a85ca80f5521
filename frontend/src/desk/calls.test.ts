import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RingingCall } from '../host/api.gen';
import { Calls } from './calls.svelte';
import { Notices } from './notices.svelte';
import { start } from './slow';

const now = 1_700_000_000_000;
const call = (message: number, over: Partial<RingingCall> = {}): RingingCall => ({
  message,
  ticket: message * 10,
  channel: 1,
  contact: message,
  name: `Cliente ${String(message)}`,
  number: '',
  video: false,
  muted: false,
  until: now + 60_000,
  ...over,
});
const words = (c: RingingCall) => ({ title: c.name, body: 'liga' });

/** The notices that were shown. */
let shown: { title: string; closed: boolean; onclick: (() => void) | null }[] = [];

class Fake {
  static permission = 'granted';
  static requestPermission = () => Promise.resolve((Fake.permission = 'granted'));
  closed = false;
  onclick: (() => void) | null = null;
  constructor(readonly title: string) {
    shown.push(this);
  }
  close() {
    this.closed = true;
  }
}

async function ringing(...calls: RingingCall[]) {
  const { host, session } = await start();
  const opened: number[] = [];
  let ticket = 0;
  const all = new Calls(
    session,
    () => ticket,
    (id) => opened.push(id),
  );
  const notices = new Notices(
    session,
    () => ticket,
    (id) => opened.push(id),
  );
  session.settings = { notices: '1', notice_sound: 'off' };
  notices.start({ one: (n) => ({ title: n.name, body: n.text }), many: (n) => ({ title: String(n), body: '' }) });
  all.start();
  await host.answer('Calls.Ringing', { calls });
  return { host, all, notices, opened, show: (id: number) => (ticket = id) };
}

beforeEach(() => {
  vi.useFakeTimers({ now });
  shown = [];
  Fake.permission = 'granted';
  vi.stubGlobal('Notification', Fake);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('calls', () => {
  it('ring until the program says that they are over', async () => {
    const { host, all } = await ringing(call(1));
    expect(all.ringing).toHaveLength(1);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'call', id: 1, of: 0 }], resync: false });
    await host.answer('Calls.Ringing', { calls: [] });
    expect(all.ringing).toEqual([]);
  });

  it('ring no longer than they may when nothing more is heard', async () => {
    const { all } = await ringing(call(1), call(2, { until: now + 1000 }));
    await vi.advanceTimersByTimeAsync(1100);
    expect(all.ringing.map((c) => c.message)).toEqual([1]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(all.ringing).toEqual([]);
  });

  it('are told once, lead to their ticket, and are taken back', async () => {
    const { all, opened, notices } = await ringing(call(1));
    all.tell(notices, words);
    all.tell(notices, words);
    expect(shown.map((n) => n.title)).toEqual(['Cliente 1']);
    shown[0]!.onclick!();
    expect(opened).toEqual([10]);
    await vi.advanceTimersByTimeAsync(61_000);
    all.tell(notices, words);
    expect(shown[0]!.closed).toBe(true);
  });

  it('are not told of a ticket that was silenced', async () => {
    const { all, notices } = await ringing(call(1, { muted: true }), call(2));
    all.tell(notices, words);
    expect(shown.map((n) => n.title)).toEqual(['Cliente 2']);
    expect(all.ringing).toHaveLength(2);
  });

  it('are not told of the ticket that is looked at', async () => {
    const { all, show, notices } = await ringing(call(1), call(2));
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    show(10);
    all.tell(notices, words);
    expect(shown.map((n) => n.title)).toEqual(['Cliente 2']);
  });

  it('are told of it while the operator is elsewhere', async () => {
    const { all, show, notices } = await ringing(call(1));
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    show(10);
    all.tell(notices, words);
    expect(shown).toHaveLength(1);
  });

  it('are told nobody who was not asked', async () => {
    Fake.permission = 'default';
    const { all, notices } = await ringing(call(1));
    all.tell(notices, words);
    expect(shown).toEqual([]);
    expect(notices.state).toBe('askable');
    await notices.ask();
    expect(notices.state).toBe('on');
  });
});
