import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { Channel } from '../../host/api.gen';
import { start } from '../../desk/slow';
import { t } from '../../i18n/i18n.svelte';

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: Routing } = await import('./Routing.svelte');

afterEach(cleanup);

const channel = { id: 2, policy: 'automatic', ignoreOutside: false } as Channel;

it('shows the choice that holds when another one was refused', async () => {
  const all = await start();
  desk.now = all;
  const user = userEvent.setup();
  render(Routing, { channel, reserves: true, official: true });
  const policy = screen.getByRole('combobox');
  await user.selectOptions(policy, 'ask');
  expect(policy).toHaveValue('ask');
  await all.host.refuse('Channels.Policy');
  expect(policy).toHaveValue('automatic');

  const outside = screen.getByRole('checkbox', { name: new RegExp(t('channel.ignoreOutside')) });
  await user.click(outside);
  expect(outside).toBeChecked();
  await all.host.refuse('Channels.IgnoreOutside');
  expect(outside).not.toBeChecked();
});
