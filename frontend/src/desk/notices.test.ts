import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notices as Taken } from '../host/api.gen';
import { Notices } from './notices.svelte';
import { settled, start } from './slow';

/** The notices that the system shows. */
let shown: Fake[] = [];

class Fake {
  static permission = 'granted';
  onclick: (() => void) | null = null;
  onclose: (() => void) | null = null;
  readonly tag: string;
  constructor(
    readonly title: string,
    { tag }: { tag: string },
  ) {
    this.tag = tag;
    shown = [...shown.filter((n) => n.tag !== tag), this];
  }
  close() {
    shown = shown.filter((n) => n !== this);
    this.onclose?.();
  }
}

const none: Taken = { notices: [], many: 0, show: true, sound: false };
const of = (...tickets: number[]): Taken => ({
  ...none,
  notices: tickets.map((ticket) => ({
    ticket,
    woke: false,
    name: `n${ticket}`,
    number: '',
    count: 1,
    kind: 'text',
    text: 'oi',
    author: null,
  })),
});

/** The window, whose system answers when the test says so. */
async function inWindow() {
  vi.stubGlobal('runtime', {});
  const { host, session } = await start();
  session.settings = { ...session.settings, notices: '1', notice_sound: 'off' };
  const notices = new Notices(
    session,
    () => 0,
    () => undefined,
  );
  notices.start({ one: (n) => ({ title: n.name, body: n.text }), many: (n) => ({ title: `${n} novas`, body: '' }) });
  await settled();
  return host;
}

async function following() {
  const { host, session } = await start();
  session.settings = { ...session.settings, notices: '1', notice_sound: 'off' };
  const opened: number[] = [];
  let ticket = 0;
  const notices = new Notices(
    session,
    () => ticket,
    (id) => opened.push(id),
  );
  notices.start({ one: (n) => ({ title: n.name, body: n.text }), many: (n) => ({ title: `${n} novas`, body: '' }) });
  await vi.waitFor(() => expect(host.requests('Notices.Take').length).toBe(1));
  let rev = 5;
  const change = (kind: string) =>
    host.events.changes({ from: rev, rev: ++rev, changes: [{ kind, id: 1, of: 1 }], resync: false });
  return { host, notices, opened, change, show: (id: number) => (ticket = id) };
}

beforeEach(() => {
  shown = [];
  Fake.permission = 'granted';
  vi.stubGlobal('Notification', Fake);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('notices', () => {
  it('are shown one for each conversation, and lead to it', async () => {
    const { host, opened } = await following();
    await host.answer('Notices.Take', of(1, 2));
    await vi.waitFor(() => expect(shown.map((n) => n.title)).toEqual(['n1', 'n2']));
    shown[1]!.onclick!();
    expect(opened).toEqual([2]);
    expect(shown.map((n) => n.tag)).toEqual(['ticket-1']);
  });

  it('of many are one, which leads to the list', async () => {
    const { host, opened } = await following();
    await host.answer('Notices.Take', { ...none, many: 7 });
    await vi.waitFor(() => expect(shown.map((n) => n.title)).toEqual(['7 novas']));
    shown[0]!.onclick!();
    expect(opened).toEqual([0]);
  });

  it('are asked for when a snooze ends', async () => {
    const { host, change } = await following();
    await host.answer('Notices.Take', none);
    change('woke');
    await vi.waitFor(() => expect(host.requests('Notices.Take').length).toBe(1));
  });

  it('are asked for once more when something came while they were asked for', async () => {
    const { host, change } = await following();
    change('message');
    change('message');
    expect(host.requests('Notices.Take').length).toBe(1);
    await host.answer('Notices.Take', none);
    await vi.waitFor(() => expect(host.requests('Notices.Take').length).toBe(1));
    await host.answer('Notices.Take', of(3));
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    expect(host.requests('Notices.Take').length).toBe(0);
  });

  it('are not taken before the system has said whether it shows them', async () => {
    const host = await inWindow();
    expect(host.requests('Notices.Take')).toHaveLength(0);
    await host.answer('Notices.Allowed', { answer: 'on', why: '' });
    await vi.waitFor(() => expect(host.requests('Notices.Take')).toHaveLength(1));
    await host.answer('Notices.Take', of(1));
    await vi.waitFor(() => expect(host.requests('Notices.Show')).toHaveLength(1));
  });

  it('still sound where the system does not answer', async () => {
    const host = await inWindow();
    await host.refuse('Notices.Allowed');
    await vi.waitFor(() => expect(host.requests('Notices.Take')).toHaveLength(1));
  });

  it('tell the program what is being looked at', async () => {
    const { host, change, show } = await following();
    await host.answer('Notices.Take', none);
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    show(4);
    change('message');
    await vi.waitFor(() => expect(host.requests('Notices.Take')).toEqual([{ watched: [4] }]));
  });

  it('go when their conversation is looked at', async () => {
    const { host, notices } = await following();
    await host.answer('Notices.Take', of(1, 2));
    await vi.waitFor(() => expect(shown).toHaveLength(2));
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    notices.seen(1);
    expect(shown.map((n) => n.title)).toEqual(['n2']);
  });

  it('are not shown where the operator wants none', async () => {
    const { host } = await following();
    await host.answer('Notices.Take', { ...of(1), show: false });
    await vi.waitFor(() => expect(host.requests('Notices.Take').length).toBe(0));
    expect(shown).toEqual([]);
  });

  it('that a page before this one showed lead to their ticket', async () => {
    const { host, opened } = await following();
    host.events.pressed('ticket-12');
    host.events.pressed('many');
    expect(opened).toEqual([12]);
  });

  it('are said to be refused where they are', async () => {
    Fake.permission = 'denied';
    const { notices } = await following();
    const said = await notices.show({ title: 'a', body: '', tag: 'test', onopen: () => undefined });
    expect(said).toEqual({ answer: 'refused', why: '' });
    expect(notices.state).toBe('refused');
  });
});
