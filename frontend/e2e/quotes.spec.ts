import { expect, test, type Page } from '@playwright/test';
import { look } from './screen';
import { Shop } from './shop';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500351', name: 'Ana Beatriz' };

let shop: Shop;

test.beforeEach(async ({ page }) => {
  shop = await Shop.open(page);
  await shop.link();
  await shop.hear(ana, 'Quanto custa o bolo?');
  await shop.desk.open(ana.name);
});

test.afterEach(() => shop.close());

const answered = (page: Page) =>
  page.locator('.reply').filter({ has: page.getByRole('button', { name: say('composer.noReply') }) });
const lit = (page: Page, text: string) => page.locator('.entry.lit').filter({ hasText: text });

/** Drags a message with the mouse from its edge, or from its words. */
async function drag(page: Page, text: string, by: number, from: 'edge' | 'words', release = true) {
  const bubble = shop.desk.message(text).locator('.bubble');
  const box = (await bubble.boundingBox())!;
  const [x, y] = from === 'edge' ? [box.x + 3, box.y + box.height / 2] : [box.x + 30, box.y + 16];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y + 1, { steps: 3 });
  await page.mouse.move(x + by, y + 1, { steps: 3 });
  if (release) await page.mouse.up();
}

test('pressing a quotation leads to what it quotes, and the jump button back', async ({ page }) => {
  await page.getByTestId('message').first().hover();
  await page
    .getByRole('button', { name: say('bubble.reply') })
    .first()
    .click();
  await expect(answered(page)).toBeVisible();
  for (let i = 1; i <= 40; i++) await shop.simulator.post(`/customers/${ana.number}/write`, { text: `linha ${i}` });
  await shop.desk.answer('R$ 60');

  const quote = shop.desk.message('R$ 60').getByRole('button', { name: /Quanto custa/ });
  await expect(quote).toHaveAttribute('title', say('bubble.quoted'));
  await expect(quote).toBeInViewport();
  await quote.focus();
  await page.keyboard.press('Enter');
  await expect(lit(page, 'Quanto custa o bolo?')).toBeVisible();
  await expect(shop.desk.message('Quanto custa').first()).toBeInViewport();
  await look(page, 'quote-jump');
  await expect(page.locator('.entry.lit')).toHaveCount(0);
  await page.getByTestId('jump').click();
  await expect(quote).toBeInViewport();
});

test('a message that is dragged to the right is answered, from its edge by a mouse, from anywhere by a finger', async ({
  page,
}) => {
  await drag(page, 'Quanto custa', 90, 'words');
  await expect(answered(page)).toHaveCount(0);
  await page.evaluate(() => getSelection()?.removeAllRanges());
  await drag(page, 'Quanto custa', 40, 'edge');
  await expect(answered(page)).toHaveCount(0);

  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const bubble = shop.desk.message('Quanto custa').locator('.bubble');
  const place = (await bubble.boundingBox())!.x;
  await drag(page, 'Quanto custa', 90, 'edge', false);
  await expect.poll(async () => (await bubble.boundingBox())!.x - place).toBe(72);
  await page.screenshot({ path: '../artifacts/e2e/reply-drag.png' });
  await page.mouse.up();
  await expect(answered(page)).toContainText('Quanto custa');
  await expect.poll(async () => (await bubble.boundingBox())!.x - place).toBe(0);
  await page.keyboard.press('Escape');
  await expect(answered(page)).toHaveCount(0);

  // Without motion it stays in its place, and a sign beside it says that it will be answered.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const touch = await page.context().newCDPSession(page);
  const box = (await bubble.boundingBox())!;
  const finger = (type: string, x?: number, y = 0) =>
    touch.send('Input.dispatchTouchEvent', {
      type: type as 'touchStart',
      touchPoints: x === undefined ? [] : [{ x: box.x + 30 + x, y: box.y + 16 + y }],
    });
  await finger('touchStart', 0);
  for (const x of [15, 40, 70, 90]) await finger('touchMove', x, 2);
  await expect(shop.desk.message('Quanto custa').locator('.answers.ready')).toBeVisible();
  expect((await bubble.boundingBox())!.x).toBe(place);
  await look(page, 'reply-drag-still');
  await finger('touchEnd');
  await expect(answered(page)).toContainText('Quanto custa');
});
