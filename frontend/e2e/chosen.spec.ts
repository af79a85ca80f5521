import { expect, test, type Page } from '@playwright/test';
import { look } from './screen';
import { Shop } from './shop';

interface Shown {
  kind: string;
  text: string;
  forwarded?: boolean;
}

const ana = { number: '5511955500301', name: 'Ana Beatriz' };
const rui = { number: '5511955500302', name: 'Rui Prado' };

let shop: Shop;
const bar = (page: Page) => page.getByTestId('chosen-bar');

test.beforeEach(async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  shop = await Shop.open(page);
  await shop.link();
  await shop.hear(rui, 'oi');
  for (const text of ['Quero um bolo', 'De cenoura', 'Para sexta']) await shop.hear(ana, text);
  await shop.desk.open(ana.name);
});

test.afterEach(() => shop.close());

test('several messages are selected by keys alone and passed on in their order', async ({ page }) => {
  await shop.desk.message('Para sexta').focus();
  await page.keyboard.press('x');
  await expect(bar(page)).toContainText('1 selecionada');
  await expect(shop.desk.message('Para sexta')).toBeFocused();
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(bar(page)).toContainText('3 selecionadas');
  await expect(page.getByTestId('composer-input')).toHaveCount(0);
  await look(page, 'chosen');
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'chosen-760');

  await bar(page).getByRole('button', { name: 'Encaminhar' }).press('Enter');
  await page.getByTestId('forward-search').fill('rui');
  await page.getByRole('listitem').filter({ hasText: rui.name }).getByTestId('forward-to').check();
  await page.getByTestId('forward-send').click();
  await expect(page.getByText('3 mensagens encaminhadas')).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
  const passed = async () =>
    (await shop.simulator.get<Shown[]>(`/customers/${rui.number}/shown`)).filter((m) => m.forwarded).map((m) => m.text);
  await expect.poll(passed).toEqual(['Quero um bolo', 'De cenoura', 'Para sexta']);
});

test('a press selects, and what was selected is copied or starred', async ({ page }) => {
  await shop.desk.message('Quero um bolo').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Selecionar' }).click();
  await shop.desk.message('Para sexta').click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('3 selecionadas');
  await shop.desk.message('De cenoura').click();
  await expect(bar(page)).toContainText('2 selecionadas');
  await bar(page).getByRole('button', { name: 'Copiar' }).click();
  await expect(page.getByText('2 mensagens copiadas')).toBeVisible();
  await expect(page.getByTestId('composer-input')).toBeFocused();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^\[\d\d:\d\d, [\d/]+\] Ana Beatriz: Quero um bolo\n\[\d\d:\d\d, [\d/]+\] Ana Beatriz: Para sexta$/,
  );

  await shop.desk.message('De cenoura').focus();
  await page.keyboard.press('x');
  await bar(page).getByRole('button', { name: 'Favoritar' }).click();
  await expect(shop.desk.message('De cenoura').getByRole('img', { name: 'favorita' })).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
});

test('what cannot be passed on is named, and nothing leaves', async ({ page }) => {
  await shop.simulator.post(`/customers/${ana.number}/give`, {
    kind: 'poll',
    text: 'Qual sabor?',
  });
  const poll = page.getByTestId('message').filter({ hasText: 'Qual sabor?' });
  await poll.focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(bar(page)).toContainText('2 selecionadas');
  await bar(page).getByRole('button', { name: 'Encaminhar' }).click();
  await expect(page.getByText(/Nada foi encaminhado. “Qual sabor/)).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(bar(page), 'the selection stays').toContainText('2 selecionadas');
  await page.getByRole('button', { name: 'Cancelar seleção' }).click();
  await expect(bar(page)).toHaveCount(0);
});
