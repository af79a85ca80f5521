import pt from '../../i18n/pt-BR.json';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelEvent, Today } from '../../host/api.gen';
import { settled, start } from '../../desk/slow';
import { words } from '../../i18n/i18n.svelte';
import { Doings } from './doings.svelte';
import { eventWords, toneOf } from './events';

const day = (connection: number, part: Partial<Today> = {}): Today => ({
  ...{ connection, sent: 0, read: 0, reserve: 0, refused: 0, ...part },
});

describe('what the connections did today', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  async function following() {
    const { host, session } = await start();
    const doings = new Doings(session);
    const stop = doings.follow();
    await host.answer('Channels.Doings', { today: [day(1, { sent: 2 }), day(2)], events: [] });
    let rev = 5;
    const change = async (...kinds: string[]) => {
      const changes = kinds.map((kind, i) => ({ kind, id: i, of: 0 }));
      host.events.changes({ from: rev, rev: ++rev, changes, resync: false });
      await settled();
    };
    const asked = () => host.requests('Channels.Doings').length;
    return { host, doings, stop, change, asked };
  }

  it('tells only of those that did something', async () => {
    const { doings } = await following();
    expect(doings.of(1)).toMatchObject({ sent: 2 });
    expect(doings.of(2)).toBeUndefined();
    expect(doings.of(3)).toBeUndefined();
  });

  it('is asked for once after many changes, and not after others', async () => {
    const { change, asked } = await following();
    await change('contact', 'setting');
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked()).toBe(0);
    for (let i = 0; i < 20; i++) await change('message', 'event');
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked()).toBe(1);
  });

  it('is asked for anew when the day ends, and never once nobody looks', async () => {
    const { asked, stop, change } = await following();
    await vi.advanceTimersByTimeAsync(24 * 3600_000 + 2000);
    expect(asked()).toBe(1);
    await change('message');
    stop();
    await vi.advanceTimersByTimeAsync(48 * 3600_000);
    expect(asked()).toBe(1);
  });
});

describe('the words of an event', () => {
  const event = (part: Partial<ChannelEvent>): ChannelEvent => ({
    ...{
      id: 1,
      at: 0,
      kind: 'lost',
      channel: 1,
      name: 'Loja',
      connection: 1,
      way: 'waweb',
      fault: null,
      times: 1,
      ticket: 0,
      who: '',
      ...part,
    },
  });

  it('stand round the name of the channel, with the reason after them', () => {
    words.use('pt-BR');
    const lost = event({ fault: { code: 'no_network', params: {} } });
    expect(eventWords(lost)).toEqual({
      before: '',
      after: ' perdeu a conexão QR Code (WhatsApp Web) e tenta de novo. Este computador está sem internet.',
    });
  });

  it('name the customer of one message, and count several', () => {
    words.use('pt-BR');
    const one = event({ kind: 'reserve', ticket: 4, who: 'Ana' });
    expect(eventWords(one).after).toBe(' enviou pela reserva a Ana.');
    expect(eventWords({ ...one, times: 3 }).after).toBe(' enviou 3 mensagens pela reserva.');
    const refused = event({ kind: 'refused', ticket: 4, who: 'Ana', fault: { code: 'opted_out', params: {} } });
    expect(eventWords(refused).after).toBe(` não enviou a Ana. ${pt['fault.opted_out']}`);
    expect(eventWords(event({ times: 2 })).after).toMatch(/tenta de novo\. \(2 vezes\)$/);
  });

  it.each([
    'online',
    'lost',
    'signed_out',
    'blocked',
    'added',
    'removed',
    'borrowed',
    'returned',
    'channel_removed',
    'channel_restored',
  ])('%s has them in every language', (kind) => {
    for (const language of ['pt-BR', 'en', 'es']) {
      words.use(language);
      expect(eventWords(event({ kind })).after).toMatch(/^ \S.*\.$/);
    }
  });

  it('carry a tone', () => {
    expect(['online', 'lost', 'blocked', 'added'].map((kind) => toneOf(event({ kind })))).toEqual([
      'good',
      'wait',
      'bad',
      'plain',
    ]);
  });
});
