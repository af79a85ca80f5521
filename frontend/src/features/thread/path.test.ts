import { MessageActs } from '../../desk/messageActs.svelte';
import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attempt, Connection, Fault, Message, Offer } from '../../host/api.gen';
import { message, opened, settled } from '../../desk/slow';
import { t, words } from '../../i18n/i18n.svelte';
import { wayAmong } from './way';

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));

const { default: Bubble } = await import('./Bubble.svelte');
const { default: RouteDialog } = await import('./RouteDialog.svelte');
const { default: SystemLine } = await import('./SystemLine.svelte');

const fault = (code: string): Fault => ({ code, params: {} });
const out = (more: Partial<Message>): Message => ({ ...message(7, 1), direction: 'out', status: 'queued', ...more });
const attempt = (id: number, more: Partial<Attempt>): Attempt => ({
  ...{
    id,
    connection: 1,
    state: 'queued',
    hop: 0,
    try: 1,
    startedAt: 0,
    endedAt: 0,
    nextAt: 0,
    fault: null,
    rawCode: '',
    doubtful: false,
  },
  ...more,
});
const connection = (id: number, name: string, official: boolean) =>
  ({
    id,
    channel: 1,
    kind: official ? 'cloudapi' : 'waweb',
    name,
    number: `+551198214553${id}`,
    official,
    health: 'online',
  }) as Connection;

async function begin(m: Message) {
  const all = await opened([m]);
  all.session.connections = [connection(1, 'Loja', true), connection(2, 'Celular', false)];
  all.session.channels = [
    { id: 1, name: 'Loja', position: 0, policy: 'auto', ignoreOutside: false, routes: [1, 2], health: 'online' },
  ];
  words.use('pt-BR');
  desk.now = { session: all.session, thread: all.thread, acts: new MessageActs(all.session, all.thread) };
  const path = async (attempts: Attempt[], offers: Offer[]) => {
    await all.host.answer('Messages.Path', { attempts, offers, receipts: [] });
    await tick();
    await tick();
  };
  return { ...all, path };
}

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
});
afterEach(cleanup);

const bubble = (m: Message, more = {}) =>
  render(Bubble, {
    ...{ message: m, name: 'Ana', last: true, tabbable: true, onfocus: () => undefined, onroute: () => undefined },
    ...more,
  });
const offered = () => [...document.querySelectorAll<HTMLElement>('[data-act]')].map((b) => b.textContent?.trim());

describe('the path of a message', () => {
  const m = out({ status: 'failed', fault: fault('undeliverable') });

  it('tells who carried it, what came of it and why, and what was foreseen without a try', async () => {
    const { path } = await begin(m);
    render(RouteDialog, { message: m, onclose: () => undefined });
    await path(
      [
        attempt(1, { state: 'failed', try: 0, fault: fault('window_closed'), endedAt: 1000 }),
        attempt(2, {
          connection: 2,
          hop: 1,
          state: 'failed',
          try: 2,
          fault: fault('undeliverable'),
          rawCode: '131026',
        }),
      ],
      [],
    );
    const [first, second] = [...document.querySelectorAll('[data-testid=route] li')].map((li) => li.textContent ?? '');
    for (const part of [t('attempt.untried'), '1ª', 'Loja', t('fault.window_closed')]) expect(first).toContain(part);
    for (const part of [t('attempt.failed'), 'reserva', 'Celular', 'tentativa 2', '(131026)'])
      expect(second).toContain(part);
    expect(first, 'what to do is said where the message stands').not.toContain(t('fault.window_closed.then'));
    expect(second).toContain(t('fault.undeliverable.then'));
  });

  it('says of a message that a reserve carried only what happened before', async () => {
    const sent = out({ status: 'read', reserve: true, connection: 2 });
    const { path } = await begin(sent);
    render(RouteDialog, { message: sent, onclose: () => undefined });
    await path(
      [
        attempt(1, { state: 'failed', fault: fault('window_closed'), rawCode: '131047' }),
        attempt(2, { connection: 2, hop: 1, state: 'accepted' }),
      ],
      [],
    );
    const said = document.querySelector('[data-testid=route]')?.textContent ?? '';
    expect(said).toContain(`${t('fault.window_refused')} (131047)`);
    expect(said).toContain(t('attempt.refusedOfficial'));
    expect(said).not.toContain(t('fault.window_refused.then'));
    const steps = [...document.querySelectorAll('[data-testid=route] li')].map((li) => li.textContent?.trim());
    expect(steps.slice(2)).toEqual([t('msg.delivered'), t('msg.read')]);
    expect(said).toContain(t('mark.reserve'));
    expect(document.querySelectorAll('[data-testid=route] .dot .lucide-globe')).toHaveLength(1);
  });

  it('remembers that an earlier try was never confirmed', async () => {
    const { path } = await begin(out({ status: 'queued' }));
    render(RouteDialog, { message: out({ status: 'queued' }), onclose: () => undefined });
    await path([attempt(1, { doubtful: true, fault: fault('offline'), try: 2 })], []);
    expect(document.querySelector('[data-testid=route] li')?.textContent).toContain(t('attempt.doubtful'));
  });

  it.each([
    [false, 'unsure.explain'],
    [true, 'unsure.explainAgain'],
  ] as const)(
    'says once that nobody confirmed it (again: %s), and the doubt before what may double it',
    async (again, key) => {
      const unsure = out({ status: 'unsure', fault: fault('unsure') });
      const { path } = await begin(unsure);
      render(RouteDialog, { message: unsure, onclose: () => undefined });
      await path(
        [attempt(1, { state: 'unsure', fault: fault('unsure'), doubtful: again })],
        [
          { act: 'resolve', connection: 0 },
          { act: 'elsewhere', connection: 2 },
        ],
      );
      const said = document.querySelector('dialog')?.textContent ?? '';
      expect(said).toContain(t(key));
      expect(said).not.toContain(t('fault.unsure'));
      expect(said.split('pode ter chegado')).toHaveLength(2);
      const inOrder = [...document.querySelectorAll('.offers > *')].map((e) => e.textContent?.trim());
      expect(inOrder).toEqual([
        t('unsure.arrived'),
        t('unsure.warning'),
        t('unsure.again'),
        t('msg.sendBy', { way: 'Celular' }),
        t('unsure.giveUp'),
      ]);
    },
  );

  it('tells the day of what was not today', async () => {
    const { path } = await begin(m);
    render(RouteDialog, { message: m, onclose: () => undefined });
    await path([attempt(1, { state: 'failed', endedAt: new Date(2020, 4, 17, 9, 5, 3).getTime() })], []);
    expect(document.querySelector('[data-testid=route] time')?.textContent).toBe('17/05 09:05:03');
  });

  it.each([
    ['accepted', 'mark.accepted', 'accepted'],
    ['sent', 'attempt.accepted', 'one'],
  ] as const)('of a message that is %s says %s', async (status, key, sign) => {
    const m = out({ status });
    const { path } = await begin(m);
    render(RouteDialog, { message: m, onclose: () => undefined });
    await path([attempt(1, { state: 'accepted' })], []);
    const [first] = [...document.querySelectorAll('[data-testid=route] li')];
    expect(first?.querySelector('div')?.textContent).toContain(t(key));
    expect(first?.querySelector('[data-mark]')?.getAttribute('data-mark')).toBe(sign);
  });

  it.each([
    [[attempt(1, { hop: 1, state: 'cancelled', try: 0 }), attempt(2, { hop: 2, state: 'accepted' })], 'attempt.waited'],
    [[attempt(1, { hop: 1, state: 'cancelled', try: 0 }), attempt(2, { state: 'accepted' })], 'attempt.cancelled'],
    [[attempt(1, { hop: 1, state: 'cancelled', try: 0 })], 'attempt.cancelled'],
  ] as const)('of %# tells the wait for a choice from what was cancelled', async (attempts, key) => {
    const { path } = await begin(m);
    render(RouteDialog, { message: m, onclose: () => undefined });
    await path([...attempts], []);
    expect(document.querySelector('[data-testid=route] li div')?.textContent).toContain(t(key));
  });

  it('has a button for each offer and asks again when the message changes', async () => {
    const { host, path, change } = await begin(m);
    render(RouteDialog, { message: m, onclose: () => undefined });
    const offers = [
      { act: 'retry', connection: 0 },
      { act: 'template', connection: 1 },
      { act: 'send_by', connection: 2 },
    ];
    await path([attempt(1, { state: 'failed' })], offers);
    expect(offered()).toEqual([t('msg.retry'), t('msg.sendBy', { way: 'Celular' })]);
    screen.getByText(t('msg.sendBy', { way: 'Celular' })).click();
    await settled();
    expect(host.requests('Messages.SendBy')).toEqual([{ message: 7, connection: 2 }]);
    await change('message', 8, 1);
    expect(host.requests('Messages.Path')).toEqual([]);
    await change('message', 7, 1);
    expect(host.requests('Messages.Path')).toEqual([{ id: 7 }]);
    await path([attempt(1, { state: 'failed' })], [{ act: 'resolve', connection: 0 }]);
    expect(offered()).toEqual([t('unsure.arrived'), t('unsure.again'), t('unsure.giveUp')]);
  });

  it.each([
    [[connection(1, 'Loja', true), connection(2, 'Celular', false)], 'Celular'],
    [[connection(1, 'Loja', true), connection(2, 'Loja', false)], 'Loja, QR Code (WhatsApp Web)'],
    [[connection(1, 'Loja', false), connection(2, 'Loja', false)], 'Loja, +55 11 98214-5532'],
    [[connection(1, 'Loja', true)], 'conexão removida'],
  ])('tells the ways %# apart', async (connections, name) => {
    const { session } = await begin(m);
    session.connections = connections;
    expect(wayAmong(session, 2)).toBe(name);
  });

  it('offers a template only where one can be chosen, and closes for it', async () => {
    const { path } = await begin(m);
    const onclose = vi.fn();
    const onTemplate = vi.fn();
    render(RouteDialog, { message: m, onclose, onTemplate });
    await path([], [{ act: 'template', connection: 1 }]);
    screen.getByText(t('msg.template')).click();
    expect(onclose).toHaveBeenCalledOnce();
    expect(onTemplate.mock.calls[0]?.[1]).toBe(1);
  });

  it('shows the newest answer, whichever comes last', async () => {
    const { host, change } = await begin(m);
    render(RouteDialog, { message: m, onclose: () => undefined });
    await change('message', 7, 1);
    await host.answer('Messages.Path', { attempts: [], receipts: [], offers: [{ act: 'cancel', connection: 0 }] }, 1);
    await host.answer('Messages.Path', { attempts: [], receipts: [], offers: [{ act: 'retry', connection: 0 }] });
    await tick();
    expect(offered()).toEqual([t('msg.cancel')]);
  });
});

describe('a bubble', () => {
  const shown = () => document.querySelector('[data-testid=message]')?.textContent ?? '';
  const below = () => document.querySelector('.after')?.textContent ?? '';

  it('that is held says why and offers the other ways', async () => {
    const m = out({ status: 'held', fault: fault('window_closed') });
    const { path } = await begin(m);
    bubble(m);
    await path(
      [],
      [
        { act: 'send_by', connection: 2 },
        { act: 'cancel', connection: 0 },
      ],
    );
    expect(below()).toContain(t('fault.window_closed'));
    expect(offered()).toEqual([t('msg.sendBy', { way: 'Celular' }), t('msg.cancel')]);
  });

  it('that waits for a choice says what happened, who says so, and that it asks', async () => {
    const m = out({ status: 'held', fault: fault('window_closed') });
    const { path } = await begin(m);
    bubble(m);
    await path(
      [
        attempt(1, { state: 'failed', fault: fault('window_closed'), rawCode: '131047' }),
        attempt(2, { state: 'held', hop: 1, try: 0, connection: 2 }),
      ],
      [{ act: 'send_by', connection: 2 }],
    );
    expect(below()).toContain(`${t('fault.window_refused')} ${t('held.ask')}`);
  });

  it('that is held by a fault says what to do about it', async () => {
    const m = out({ status: 'held', fault: fault('not_leaving') });
    const { path } = await begin(m);
    bubble(m);
    await path([attempt(1, { state: 'held', fault: fault('not_leaving'), try: 12 })], []);
    expect(below()).toContain(t('fault.not_leaving.then'));
    expect(below()).not.toContain(t('held.ask'));
  });

  it.each([
    [{ fault: fault('busy') }, 'wait.busy'],
    [{ fault: fault('undeliverable'), reserve: true, refused: true, connection: 2 }, 'mark.rerouted'],
    [{ fault: fault('window_closed'), reserve: true, connection: 2 }, 'fault.window_closed'],
    [{ fault: fault('window_closed'), reserve: true, connection: 2 }, 'mark.reserveNext'],
    [{ fault: fault('offline'), reserve: true, connection: 2 }, 'mark.reserveNext'],
  ] as const)('that waits with %j says %s', async (more, key) => {
    const m = out(more);
    await begin(m);
    bubble(m);
    expect(below()).toContain(t(key));
    expect(below()).not.toContain(t('fault.offline'));
  });

  it.each([
    [{ status: 'accepted' }, 'Aceita pela Meta; sem confirmação de entrega'],
    [{ status: 'read', reserve: true, connection: 2 }, 'Enviada pela reserva. Lida'],
  ] as const)('with %j is called %s', async (more, name) => {
    const m = out(more);
    await begin(m);
    bubble(m);
    expect(document.querySelector('button.mark')?.getAttribute('title')).toBe(name);
  });

  it.each([
    [
      'location',
      { location: { latitude: -23.5, longitude: -46.6, name: 'Loja', address: 'Rua A' } },
      ['Loja', 'Rua A', '-23.500000, -46.600000'],
    ],
    ['contacts', { contacts: [{ name: 'Bia', phones: ['+5511982145530'] }] }, ['Bia', '+55 11 98214-5530']],
    [
      'order',
      { order: { catalog: 'c', items: [{ product: 'bolo', quantity: 2, price: 10, currency: 'BRL' }] } },
      ['2 ×', 'bolo', '10,00'],
    ],
    ['interactive', { chosen: { title: 'Sim', more: 'hoje' } }, ['Escolheu', 'Sim', 'hoje']],
    [
      'interactive',
      { choices: { header: 'Entrega', buttons: [{ id: 'a', title: 'Agora' }] } },
      ['Entrega', 'm7', 'Agora'],
    ],
    ['text', { referral: { source: 'ad', headline: 'Bolos' } }, ['Veio por um anúncio', 'Bolos', 'm7']],
    ['template', null, ['Modelo', 'm7']],
  ] as const)('of kind %s draws %j', async (kind, content, parts) => {
    const m = { ...message(7, 1), kind, content } as unknown as Message;
    await begin(m);
    bubble(m);
    for (const part of parts) expect(shown()).toContain(part);
  });

  it('says that a customer changed the number', () => {
    const { container } = render(SystemLine, {
      message: { ...message(3, 1), direction: 'system', system: 'contact.moved' },
    });
    expect(container.textContent).toBe(t('system.contact.moved'));
  });
});
