import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../host/api.gen';
import { start } from '../../desk/slow';
import { count, t, words } from '../../i18n/i18n.svelte';

words.use('pt-BR');
const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: NetworkStrip } = await import('./NetworkStrip.svelte');

const connection = (id: number, health: string, code = '') =>
  ({ id, number: '1', health, fault: code ? { code, params: {} } : null }) as Connection;

async function strip(...connections: Connection[]) {
  const all = await start();
  words.use('pt-BR');
  all.session.connections = connections;
  desk.now = all;
  render(NetworkStrip);
  await tick();
  return all;
}
const said = () => screen.queryByTestId('network-strip')?.textContent ?? '';

describe('the strip above the conversation', () => {
  afterEach(cleanup);

  it.each([
    ['retrying', 'offline', `${t('fault.offline')} ${t('strip.trying')}`],
    ['retrying', 'busy', `${t('fault.busy')} ${t('strip.trying')}`],
    ['retrying', '', `${t('fault.offline')} ${t('strip.trying')}`],
    ['retrying', 'no_network', t('offline')],
    ['connecting', '', t('strip.connecting')],
    ['off', '', t('strip.disconnected')],
  ])('of a connection that is %s (%s) says %s', async (health, code, words) => {
    await strip(connection(1, health, code));
    expect(said()).toContain(words);
  });

  it.each(['offline', 'busy', 'signed_out'])('does not speak of the internet because of %s', async (code) => {
    await strip(connection(1, 'retrying', code));
    expect(said()).not.toMatch(/internet/i);
  });

  it('does not say again what the banner says, and speaks of the others', async () => {
    const { session } = await strip(connection(1, 'signed_out', 'signed_out'));
    expect(said()).toBe('');
    session.connections = [...session.connections, connection(2, 'retrying', 'offline')];
    await tick();
    expect(said()).toContain(t('fault.offline'));
  });

  it('says how many leave, although they left before anybody could read it', async () => {
    const { session } = await strip(connection(1, 'retrying', 'offline'));
    session.counts = { ...session.counts, queued: 2 };
    await tick();
    session.connections = [connection(1, 'online')];
    session.counts = { ...session.counts, queued: 0 };
    await tick();
    expect(said()).toContain(count('strip.sending', 2));
  });

  it('says how many leave also where their count is read before the link is', async () => {
    const { session } = await strip(connection(1, 'retrying', 'offline'));
    session.counts = { ...session.counts, queued: 2 };
    await tick();
    session.counts = { ...session.counts, queued: 0 };
    await tick();
    session.connections = [connection(1, 'online')];
    await tick();
    expect(said()).toContain(count('strip.sending', 2));
  });

  it('says for a moment that the link is back, whatever else connections do meanwhile', async () => {
    vi.useFakeTimers();
    try {
      const { session } = await strip(connection(1, 'retrying', 'offline'));
      session.connections = [connection(1, 'online')];
      await tick();
      expect(said()).toContain(t('strip.back'));
      session.connections = [connection(1, 'online'), connection(2, 'connecting')];
      await tick();
      expect(said()).toContain(t('strip.back'));
      vi.advanceTimersByTime(3000);
      await tick();
      expect(said()).toBe('');
    } finally {
      vi.useRealTimers();
    }
  });
});
