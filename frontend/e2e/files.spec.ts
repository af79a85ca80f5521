import { expect, test, type Page } from '@playwright/test';
import { drawn, tone } from './kinds';
import { look } from './screen';
import { Shop } from './shop';

const ana = { number: '5511955500301', name: 'Ana Beatriz' };

let shop: Shop;

const give = (what: object) => shop.simulator.post(`/customers/${ana.number}/give`, what);

/** A cake of its own colour, so that each is a file of its own. */
const cake = (n: number) => ({
  kind: 'image',
  mime: 'image/png',
  text: `Bolo ${n}`,
  data: drawn(200, 160, [120 + 12 * n, 150, 190 - 12 * n]).toString('base64'),
  width: 200,
  height: 160,
});
const price = {
  kind: 'document',
  mime: 'application/pdf',
  name: 'precos.pdf',
  data: Buffer.from('%PDF-1.4 x').toString('base64'),
};

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Mídia e arquivos' });
const details = (page: Page) => page.getByRole('complementary', { name: 'Detalhes' });

test.beforeEach(async ({ page }) => {
  shop = await Shop.open(page);
  await shop.link();
  await shop.hear(ana, 'Oi! Tem bolo?');
  await shop.desk.open(ana.name);
  await expect(details(page)).toContainText('Nome neste computador');
});

test.afterEach(() => shop.close());

test('the files of a conversation are found, seen and gone to where they were said', async ({ page }) => {
  await expect(details(page)).not.toContainText('Mídia e arquivos');
  await give(cake(1));
  await expect(details(page).getByRole('button', { name: /^Foto.*ver em tela cheia/ })).toHaveCount(1);
  for (const n of [2, 3, 4]) await give(cake(n));
  for (let i = 0; i < 30; i++) await shop.hear(ana, `Linha ${i}`);
  await give(price);
  await expect(details(page).getByRole('button', { name: /^\+ 3/ })).toBeVisible();
  await look(page, 'files-details');

  await details(page).getByRole('button', { name: 'Mídia e arquivos', exact: true }).press('Enter');
  const tiles = dialog(page).getByRole('listitem').getByRole('button');
  await expect(tiles).toHaveCount(4);
  await look(page, 'files-media');
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'files-media-760');

  // The oldest is the last; it leads to its own place, far above what is on screen.
  await tiles.last().press('Enter');
  const box = page.getByTestId('lightbox');
  await expect(box).toContainText('Bolo 1');
  await page.keyboard.press('Escape');
  await expect(box).toHaveCount(0);
  await expect(tiles.last()).toBeFocused();
  await tiles.last().press('Enter');
  await box.getByRole('button', { name: 'Ver na conversa' }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(box).toHaveCount(0);
  await expect(page.getByTestId('message').filter({ hasText: 'Bolo 1' })).toBeFocused();
});

test('documents and sounds are heard, kept and gone to from the list', async ({ page }) => {
  await give(price);
  await give({ kind: 'audio', mime: 'audio/wav', seconds: 2, data: tone(2).toString('base64') });
  for (let i = 0; i < 30; i++) await shop.hear(ana, `Linha ${i}`);
  await page.keyboard.press('Control+K');
  await page.keyboard.type('Mídia e arq');
  await page.getByRole('option', { name: /Mídia e arquivos/ }).click();
  await expect(dialog(page)).toContainText('Nenhuma foto ou vídeo nesta conversa.');
  await dialog(page).getByRole('radio', { name: 'Fotos e vídeos' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(dialog(page).getByTestId('voice')).toBeVisible();
  await expect(dialog(page).getByTestId('file')).toContainText('precos.pdf');
  await look(page, 'files-documents');
  const saved = page.waitForEvent('download');
  await dialog(page).getByRole('link', { name: 'Salvar arquivo' }).click();
  expect((await saved).suggestedFilename()).toBe('precos.pdf');

  await dialog(page)
    .getByRole('button', { name: /precos\.pdf.*ver na conversa/ })
    .click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByTestId('message').filter({ hasText: 'precos.pdf' })).toBeFocused();
});
