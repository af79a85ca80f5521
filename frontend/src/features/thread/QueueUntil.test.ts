import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { start } from '../../desk/slow';
import { words } from '../../i18n/i18n.svelte';

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: QueueUntil } = await import('./QueueUntil.svelte');

const hour = 3_600_000;

async function said(until: number): Promise<string> {
  const all = await start();
  words.use('pt-BR');
  desk.now = all;
  render(QueueUntil);
  await all.host.answer('Queue.List', { talks: [], more: false, until });
  return screen.queryByTestId('queue-until')?.textContent ?? '';
}

describe('the end of what can leave', () => {
  afterEach(cleanup);

  it('is told while there is time', async () => {
    const until = Date.now() + 2 * hour;
    const clock = new Intl.DateTimeFormat('pt-BR', { hour: '2-digit', minute: '2-digit' }).format(until);
    expect(await said(until)).toContain(clock);
  });

  it.each([
    ['there is none', 0],
    ['it is far', Date.now() + 20 * hour],
  ])('is not told where %s', async (_, until) => expect(await said(until)).toBe(''));
});
