import { cleanup, render } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { route, type Page } from '../../desk/route.svelte';
import { start } from '../../desk/slow';
import { t, words } from '../../i18n/i18n.svelte';

words.use('pt-BR');
const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: Rail } = await import('./Rail.svelte');

describe('the rail', () => {
  afterEach(cleanup);

  const settings: Page[] = ['service', 'labels', 'appearance', 'notices', 'app', 'shortcuts', 'about'];
  it.each([
    ...settings.map((page) => [page, t('nav.settings')]),
    ['inbox', t('nav.inbox')],
    ['contacts', t('nav.contacts')],
    ['replies', t('replies.title')],
    ['report', t('nav.report')],
    ['channels', t('nav.channels')],
  ] as [Page, string][])('shows on the page %s that it belongs to %s, and to nothing else', async (page, title) => {
    desk.now = await start();
    words.use('pt-BR');
    route.go({ page });
    const { container } = render(Rail);
    const current = [...container.querySelectorAll<HTMLElement>('[aria-current="page"]')];
    expect(current.map((a) => a.title)).toEqual([title]);
  });
});
