// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, EnterAnswer, Fault, Field } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { Entry } from './entry.svelte';
import { hooks } from './hooks.svelte';

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
  const session = { call, settings, connections: [], refresh: () => Promise.resolve() } as unknown as Session;
  return { session, calls, answers, named: () => calls.map(([name]) => name) };
}

describe('what is entered', () => {
  it('leaves out what is kept and names what goes', async () => {
    const { session, calls } = program({ 'Connections.Kept': { secrets: ['token', 'secret'] } });
    const entry = new Entry();
    await entry.load(session, { id: 7, config: { address: 'a' }, health: 'online' } as unknown as Connection);
    expect([entry.mending, entry.dirty, entry.missing(fields)]).toEqual([false, false, false]);
    entry.gone = ['secret'];
    expect(entry.dirty).toBe(true);
    await entry.enter(session, { ...target, connection: 7 }, fields, true);
    expect(calls.at(-1)?.[1]).toMatchObject({ values: { address: 'a', secret: '' }, testOnly: true });
  });

  it('asks anew for the secret that the network refuses, and not for the others', async () => {
    const { session } = program({ 'Connections.Kept': { secrets: ['token', 'secret'] } });
    const entry = new Entry();
    await entry.load(session, { id: 7, config: { address: 'a' }, health: 'signed_out' } as unknown as Connection);
    expect(entry.mending).toBe(true);
    expect(fields.map((f) => entry.holds(f))).toEqual([false, false, true]);
    expect(entry.missing(fields)).toBe(true);
    entry.values['token'] = 'fresh';
    expect(entry.missing(fields)).toBe(false);
  });

  it('learns where its secrets would lie before it is made', async () => {
    const { session, calls } = program({ 'Connections.Kept': { secrets: [], place: 'file' } });
    const entry = new Entry();
    await entry.load(session, undefined);
    expect(calls).toEqual([['Connections.Kept', { id: 0 }]]);
    expect([entry.place, entry.dirty]).toEqual(['file', false]);
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
    expect(named()).toEqual(['Connections.Enter', 'Connections.Activate', 'Connections.Kept']);
    expect(entry.dirty).toBe(false);
  });

  it('takes over what was typed for the visit when it goes on by hand', () => {
    const entry = new Entry();
    entry.stage = 'visit';
    entry.values = { token: 'typed here' };
    entry.visit.values = { secret: 'hidden', token: 'other', app_id: '1' };
    entry.byHand(fields);
    expect(entry.values).toMatchObject({ token: 'typed here', secret: 'hidden' });
    expect([entry.stage, entry.visit.values]).toEqual(['form', {}]);
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
    expect(p.named()).toContain('Connections.Connect');
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
    const made = { id: 7, hook: 'https://shop.test/hook/7', unheard: null } as Connection;
    const entry = new Entry();
    await entry.enter(p.session, target, fields, false);
    expect(hooks.of(made)).toMatchObject({ state: 'failed', fault });
    p.answers['Connections.Subscribe'] = { fault: { code: 'unsupported', params: {} } };
    await hooks.ask(p.session, 7);
    expect(hooks.of(made)).toBeUndefined();
  });

  it('tells a network no address at which it could not prove itself', async () => {
    const kept = { secrets: ['token'], shakes: true, word: '' };
    const p = program({ 'Connections.Enter': good, 'Connections.Kept': kept }, { public_address: 'https://shop.test' });
    const entry = new Entry();
    await entry.enter(p.session, target, fields, false);
    expect([entry.stage, entry.mute]).toEqual(['done', true]);
    expect(p.named()).not.toContain('Connections.Subscribe');
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
    entry.end();
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
