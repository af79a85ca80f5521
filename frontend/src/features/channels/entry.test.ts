import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, EnterAnswer, Fault, Field } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { Entry } from './entry.svelte';
import { hooks } from './hooks.svelte';
import { pairing } from './pairing.svelte';

const fields: Field[] = [
  { key: 'address', secret: false, optional: false },
  { key: 'token', secret: true, optional: false },
  { key: 'secret', secret: true, optional: true },
];
const target = { connection: 0, channel: 0, name: 'Loja', kind: 'later' };
const good: EnterAnswer = {
  ok: true,
  findings: [],
  number: '+5511',
  name: 'Loja',
  channel: 1,
  connection: 7,
  called: true,
};
const pin: Fault = { code: 'pin_refused', params: {} };

type Answers = Record<string, unknown>;

/** A program that answers as told; a fault is told by {fault}. */
function program(answers: Answers, settings: Record<string, string> = {}) {
  const calls: [string, Record<string, unknown>][] = [];
  const call = (name: string, request: Record<string, unknown>, handled?: (fault: Fault) => boolean) => {
    calls.push([name, request]);
    const answer = answers[name] ?? {};
    const fault = (answer as { fault?: Fault }).fault;
    if (name !== 'Connections.Consented' && fault) {
      handled?.(fault);
      return Promise.resolve(undefined);
    }
    return Promise.resolve(answer);
  };
  const session = { call, settings, connections: [] } as unknown as Session;
  return { session, calls, answers, named: () => calls.map(([name]) => name) };
}

describe('what is entered', () => {
  it('leaves out what is kept and names what goes', async () => {
    const { session, calls } = program({ 'Connections.Kept': { secrets: ['token', 'secret'] } });
    const entry = new Entry();
    const known = { id: 7, config: { address: 'a' }, health: 'signed_out' } as unknown as Connection;
    await entry.load(session, known);
    expect(entry.mending).toBe(true);
    expect(entry.dirty).toBe(false);
    expect(entry.missing(fields)).toBe(false);
    entry.gone = ['secret'];
    expect(entry.dirty).toBe(true);
    await entry.enter(session, { ...target, connection: 7 }, fields, true);
    expect(calls.at(-1)?.[1]).toMatchObject({ values: { address: 'a', secret: '' }, testOnly: true });
  });

  it('is gone from memory once it is kept', async () => {
    const { session, named } = program({ 'Connections.Enter': good });
    const entry = new Entry();
    expect(entry.missing(fields)).toBe(true);
    entry.values = { address: 'a', token: 'hidden' };
    entry.visit.values = { app_secret: 'hidden' };
    await entry.enter(session, target, fields, false);
    expect(entry.stage).toBe('done');
    expect(JSON.stringify([entry.values, entry.visit.values])).not.toContain('hidden');
    expect(named()).toEqual(['Connections.Enter', 'Connections.Activate']);
    expect(entry.dirty).toBe(false);
  });

  it('asks for the PIN where registering needs it, and tells when it is wrong', async () => {
    const p = program({ 'Connections.Enter': good, 'Connections.Activate': { fault: pin } });
    const entry = new Entry();
    await entry.enter(p.session, target, fields, false);
    expect(entry.stage).toBe('pin');
    expect(entry.fault, 'nothing was refused yet').toBeNull();
    await entry.register(p.session, '111111');
    expect([entry.stage, entry.fault]).toEqual(['pin', pin]);
    p.answers['Connections.Activate'] = {};
    await entry.register(p.session, '222222');
    expect([entry.stage, entry.fault]).toEqual(['done', null]);
    expect(p.named().at(-1)).toBe('Connections.Connect');
  });

  it('is told as unfinished when the PIN is left for later', async () => {
    const { session } = program({ 'Connections.Enter': good, 'Connections.Activate': { fault: pin } });
    const entry = new Entry();
    await entry.enter(session, target, fields, false);
    await entry.later(session);
    expect([entry.stage, entry.unregistered]).toEqual(['done', true]);
  });

  it('tells at the connection that its network was told in vain where to call', async () => {
    const fault = { code: 'door_unreachable', params: {} };
    const p = program(
      { 'Connections.Enter': good, 'Connections.Subscribe': { fault } },
      { public_address: 'https://shop.test' },
    );
    const entry = new Entry();
    await entry.enter(p.session, target, fields, false);
    expect(hooks.all[7]).toEqual({ state: 'failed', fault });
    p.answers['Connections.Subscribe'] = { fault: { code: 'unsupported', params: {} } };
    await hooks.ask(p.session, 7);
    expect(hooks.all[7]).toBeUndefined();
  });
});

describe('a visit to the page of the network', () => {
  const begun = { id: 3, url: 'https://page.test/', until: 1 };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('open', vi.fn());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('waits for the browser and takes the number that is chosen, without its values', async () => {
    const offers = [{ number: '+5511', name: 'Loja' }];
    const p = program({
      'Connections.Consent': begun,
      'Connections.Consented': { done: false, offers: [], fault: null },
      'Connections.Enter': good,
    });
    const entry = new Entry();
    await entry.visit.begin(p.session, 'later');
    expect(open).toHaveBeenCalledWith(begun.url, '_blank', 'noopener,noreferrer');
    await vi.advanceTimersByTimeAsync(5000);
    expect(entry.visit.stage).toBe('waiting');
    p.answers['Connections.Consented'] = { done: true, offers, fault: null };
    await vi.advanceTimersByTimeAsync(1000);
    expect(entry.visit.stage).toBe('offers');
    entry.visit.chosen = 0;
    await entry.take(p.session, target);
    const [, sent] = p.calls.find(([name]) => name === 'Connections.Enter')!;
    expect(sent).toMatchObject({ values: {}, consent: 3, offer: 0 });
    expect(entry.stage).toBe('done');
  });

  it('is forgotten by the program when it is cancelled, and asks no more', async () => {
    const p = program({ 'Connections.Consent': begun, 'Connections.Consented': { done: false } });
    const entry = new Entry();
    await entry.visit.begin(p.session, 'later');
    entry.end(p.session);
    expect(p.calls.at(-1)).toEqual(['Connections.ForgetConsent', { id: 3 }]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(p.named()).not.toContain('Connections.Consented');
    expect(entry.dirty).toBe(false);
  });

  it('tells a value that does not fit at its field', async () => {
    const fault = { code: 'bad_request', params: { key: 'app_id' } };
    const { session } = program({ 'Connections.Consent': { fault } });
    const entry = new Entry();
    await entry.visit.begin(session, 'later');
    expect(entry.visit.findings.map((f) => f.field)).toEqual(['app_id']);
    expect(open).not.toHaveBeenCalled();
  });
});

describe('the panel', () => {
  it('asks before it drops what was typed, and keeps the name of a channel that was not made', () => {
    const { session } = program({});
    const left = vi.fn();
    pairing.begin();
    pairing.name = 'Loja';
    pairing.end();
    pairing.begin();
    expect(pairing.name).toBe('Loja');
    pairing.entry.values = { token: 'abc' };
    pairing.leave(left);
    expect(left).not.toHaveBeenCalled();
    pairing.discard(session, false);
    expect(pairing.entry.values).toEqual({ token: 'abc' });
    pairing.leave(left);
    pairing.discard(session, true);
    expect(left).toHaveBeenCalledOnce();
    expect([pairing.entry.values, pairing.name]).toEqual([{}, '']);
    pairing.end();
  });
});
