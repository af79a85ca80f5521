import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, EnterAnswer, Field, Kind } from '../../host/api.gen';
import { Refusal } from '../../host/host';
import { settled, snapshot, start } from '../../desk/slow';
import { toasts } from '../../desk/toasts.svelte';
import { hooks } from './hooks.svelte';
import { pairing } from './pairing.svelte';

const fields: Field[] = [{ key: 'token', secret: true, optional: false }];
const official: Kind = { kind: 'later', official: true, pairs: false, fields, asks: [] };
const linked: Kind = { kind: 'paired', official: false, pairs: true, fields: [], asks: [] };
const target = { connection: 0, channel: 0, name: 'Loja', kind: 'later' };
const good: EnterAnswer = {
  ok: true,
  called: true,
  findings: [],
  number: '+5511',
  name: 'Loja',
  channel: 1,
  connection: 7,
};
const refusal = () => new Refusal({ code: 'offline', params: {} });
const known = (part: Partial<Connection>) =>
  ({
    id: 7,
    kind: 'later',
    config: {},
    health: 'online',
    unheard: null,
    hook: 'https://a.test/7',
    ...part,
  }) as Connection;

/** The page shows these connections, and the program goes on answering late. */
async function shown(...connections: Connection[]) {
  const all = await start();
  void all.session.refresh();
  await all.host.answer('System.Snapshot', { ...snapshot(6), connections });
  const refreshed = (...now: Connection[]) => all.host.answer('System.Snapshot', { ...snapshot(6), connections: now });
  return { ...all, refreshed };
}

afterEach(() => {
  pairing.end();
  hooks.drop();
});

describe('an answer about an address', () => {
  it('is of no other address, and a newer failure the program knows of is believed', async () => {
    const { host, session, refreshed } = await shown(known({}));
    void hooks.ask(session, 7);
    expect(hooks.of(known({}))?.state).toBe('asking');
    await host.answer('Connections.Subscribe', {});
    await refreshed(known({}));
    expect(hooks.of(known({}))?.state).toBe('asked');
    expect(hooks.of(known({ hook: 'https://b.test/7' }))).toBeUndefined();
    const unheard = { code: 'door_unreachable', params: {} };
    expect(hooks.of(known({ unheard }))).toEqual({ state: 'failed', fault: unheard });
    expect(hooks.of(known({ hook: 'https://b.test/7', unheard }))?.state).toBe('failed');
  });

  it('stays with the address that was asked about, also when another one came meanwhile', async () => {
    const { host, session, refreshed } = await shown(known({}));
    void hooks.ask(session, 7);
    const other = known({ hook: 'https://b.test/7' });
    await host.answer('Connections.Subscribe', {});
    await refreshed(other);
    expect(hooks.of(other)).toBeUndefined();
  });

  it('is of the address that the connection got when it was just kept', async () => {
    const { host, session, refreshed } = await shown(known({ hook: '' }));
    void hooks.ask(session, 7);
    await host.answer('Connections.Subscribe', {});
    await refreshed(known({}));
    expect(hooks.of(known({}))?.state).toBe('asked');
    expect(hooks.of(known({ hook: 'https://b.test/7' }))).toBeUndefined();
  });

  it('is not heard when it was asked again, or nothing is believed any more', async () => {
    const { host, session, refreshed } = await shown(known({}));
    void hooks.ask(session, 7);
    void hooks.ask(session, 7);
    await host.answer('Connections.Subscribe', {});
    await refreshed(known({}));
    expect(hooks.of(known({}))?.state).toBe('asking');
    hooks.drop();
    await host.answer('Connections.Subscribe', {});
    await refreshed(known({}));
    expect(hooks.of(known({}))).toBeUndefined();
  });
});

describe('what is being kept', () => {
  it('holds the panel open and says so, until it is known what became of it', async () => {
    const { host, session } = await start();
    pairing.begin();
    const { entry } = pairing;
    entry.values = { token: 'abc' };
    void entry.enter(session, target, fields, false);
    const close = vi.fn();
    pairing.leave(close);
    pairing.begin(3);
    expect(close).not.toHaveBeenCalled();
    expect([pairing.held, pairing.asked, pairing.channel]).toEqual([true, null, 0]);
    await host.answer('Connections.Enter', good);
    expect(entry.stage, 'no empty form stands between the parts').toBe('finishing');
    pairing.leave(close);
    expect(close).not.toHaveBeenCalled();
    await host.answer('Connections.Activate', {});
    await host.answer('Connections.Kept', { secrets: ['token'], shakes: false, word: '', place: 'file' });
    expect(entry.stage).toBe('done');
    pairing.leave(close);
    expect(close).toHaveBeenCalledOnce();
  });

  it('stays finishing between the PIN and what became of it', async () => {
    const { host, session } = await start();
    pairing.begin();
    const { entry } = pairing;
    Object.assign(entry, { stage: 'pin', answer: good });
    void entry.register(session, '222222');
    await host.answer('Connections.Activate', {});
    expect([entry.stage, entry.keeping]).toEqual(['finishing', true]);
    await host.answer('Connections.Connect', {});
    await host.answer('Connections.Kept', {});
    expect([entry.stage, entry.keeping]).toEqual(['done', false]);
  });
});

describe('a test that was left', () => {
  it('is discarded with what was typed, and tells nothing afterwards', async () => {
    const { host, session } = await start();
    const told = toasts.all.length;
    pairing.begin();
    const { entry } = pairing;
    entry.values = { token: 'abc' };
    void entry.enter(session, target, fields, true);
    const close = vi.fn();
    pairing.leave(close);
    expect(close).not.toHaveBeenCalled();
    pairing.discard(true);
    expect(close).toHaveBeenCalledOnce();
    await host.refuse('Connections.Enter', refusal());
    expect(toasts.all.length).toBe(told);
    expect([entry.values, pairing.entry === entry]).toEqual([{}, false]);
  });
});

describe('a visit that was left', () => {
  beforeEach(() => void vi.stubGlobal('open', vi.fn()));
  afterEach(() => void vi.unstubAllGlobals());

  it('opens no browser afterwards, and what the program began is forgotten there', async () => {
    const { host, session } = await start();
    pairing.begin();
    const { visit } = pairing.entry;
    visit.values = { secret: 'hidden' };
    void visit.begin(session, 'later');
    expect(visit.opening).toBe(true);
    pairing.end();
    expect(visit.values, 'no secret stays').toEqual({});
    await host.answer('Connections.Consent', { id: 3, url: 'https://page.test/', until: 1 });
    expect(open).not.toHaveBeenCalled();
    expect(host.requests('Connections.ForgetConsent')).toEqual([{ id: 3 }]);
    expect(visit.stage).toBe('asks');
  });

  it('is ended by the panel that is closed from outside', async () => {
    const { host, session } = await start();
    pairing.resume(7, 'later');
    const { entry } = pairing;
    void entry.visit.begin(session, 'later');
    await host.answer('Connections.Consent', { id: 4, url: 'https://page.test/', until: 1 });
    entry.values = { token: 'hidden' };
    pairing.end();
    expect(host.requests('Connections.ForgetConsent')).toEqual([{ id: 4 }]);
    expect([pairing.open, entry.values, pairing.entry === entry]).toEqual([false, {}, false]);
  });
});

describe('the panel', () => {
  it('asks before it drops what was typed, and keeps the name of a channel that was not made', () => {
    const left = vi.fn();
    pairing.begin();
    pairing.name = 'Loja';
    pairing.end();
    pairing.begin();
    expect(pairing.name).toBe('Loja');
    pairing.entry.values = { token: 'abc' };
    pairing.leave(left);
    expect(left).not.toHaveBeenCalled();
    pairing.discard(false);
    expect(pairing.entry.values).toEqual({ token: 'abc' });
    pairing.leave(left);
    pairing.discard(true);
    expect(left).toHaveBeenCalledOnce();
    expect([pairing.entry.values, pairing.name]).toEqual([{}, '']);
  });

  it('makes nothing of a reserve before its risks were agreed to, and asks of an official one for its data at once', async () => {
    const { host, session } = await start();
    pairing.begin(2);
    pairing.choose(linked);
    await settled();
    expect(pairing.step).toBe('agree');
    expect(host.requests('Channels.Reserve')).toEqual([]);
    pairing.choose(official);
    expect(pairing.step).toBe('connect');
    pairing.choose(linked);
    void pairing.make(session, linked);
    void pairing.make(session, linked);
    expect(host.requests('Channels.Reserve')).toEqual([{ channel: 2, kind: 'paired' }]);
    await host.answer('Channels.Reserve', { id: 9 });
    expect([pairing.step, pairing.connection]).toEqual(['connect', 9]);
  });

  it('is not taken over by what was made for another channel', async () => {
    const { host, session } = await start();
    pairing.begin(2);
    pairing.choose(linked);
    void pairing.make(session, linked);
    pairing.begin(3);
    await host.answer('Channels.Reserve', { id: 9 });
    expect([pairing.channel, pairing.connection, pairing.step, pairing.making]).toEqual([3, 0, 'method', false]);
  });
});
