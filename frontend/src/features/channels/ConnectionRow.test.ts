import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import type { Channel, Connection } from '../../host/api.gen';
import { start } from '../../desk/slow';
import { soon, t } from '../../i18n/i18n.svelte';

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: ConnectionRow } = await import('./ConnectionRow.svelte');

afterEach(cleanup);

const hour = 3_600_000;
const channel = { id: 2, name: 'Loja' } as Channel;

async function blocked(retryAt: (now: number) => number) {
  const all = await start();
  desk.now = all;
  const at = retryAt(all.session.now);
  const connection = { id: 3, channel: 2, kind: 'waweb', number: '+5511900000001', health: 'blocked', config: {} };
  const row = { ...connection, fault: { code: 'blocked', params: {} }, retryAt: at, since: 0, hook: '', importing: 0 };
  render(ConnectionRow, { connection: row as unknown as Connection, channel, position: 1, onremove: () => undefined });
  return { at, now: all.session.now };
}

it('says until when the platform blocks a number, and offers no try before', async () => {
  const { at, now } = await blocked((now) => now + 6 * hour);
  expect(screen.getByTestId('until')).toHaveTextContent(t('connection.until', { t: soon(at, now) }));
  expect(screen.queryByRole('button', { name: t('connections.connect') })).toBeNull();
});

it('leaves a try to the operator where no end was told, and once it is over', async () => {
  await blocked(() => 0);
  expect(screen.queryByTestId('until')).toBeNull();
  expect(screen.getByRole('button', { name: t('connections.connect') })).toBeVisible();
  cleanup();
  await blocked((now) => now - hour);
  expect(screen.getByRole('button', { name: t('connections.connect') })).toBeVisible();
});
