import { expect, test } from '@playwright/test';
import { call } from './phone';
import { Shop } from './shop';
import { Watch } from './watch';

const name = '<img src=x onerror="document.title=1">';
const customer = '5511955500666';
const end = 'fim da mensagem';

/** What a customer may send: markup, turning marks, hidden characters, and more text than anyone reads. */
const texts = [
  '<script>document.title=1</script><img src=x onerror=document.title=1>',
  '\u202Egnp.exe\u202C \u200B\u2066x\u2069 مرحبا שלום',
  `*_~\`${'*a_'.repeat(3000)}`,
  `${'a'.repeat(65_536 - end.length)}${end}`,
  `${'palavra '.repeat(640 * 1024)}${end}`,
];

test('hostile names and texts are text, and the list stays whole', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page, name);
  try {
    await shop.link();
    await shop.hear({ number: customer, name }, ...texts);
    await shop.hear({ number: '5511955500667', name: 'Marina Duarte' }, 'Oi!');

    const row = page.getByTestId('ticket-row').filter({ hasText: name });
    await expect(row).toContainText(String(texts.length));
    await expect(page.getByTestId('ticket-row').filter({ hasText: 'Marina Duarte' })).toBeVisible();
    expect((await row.boundingBox())!.height).toBeLessThan(90);
    await row.click();
    await expect(page.getByRole('main').getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(page.getByTestId('message').first()).toBeVisible();

    const list = await call(page, 'Tickets.List', {
      tab: 'pending',
      after: '',
      limit: 10,
      unread: false,
      query: '<img',
      tag: 0,
    });
    const view = await call(page, 'Tickets.Open', { id: list.tickets[0]!.id });
    expect(view.messages.map((m) => m.body.length)).toEqual(texts.map((t) => t.length));
    expect(view.messages.map((m) => m.body)).toEqual(texts);
    expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0);
    expect(await page.title()).toContain('Atendimento');
    watch.clean();
  } finally {
    await shop.close();
  }
});
