import { expect, test, type Page } from '@playwright/test';
import { noMove, rest, stays } from './anchor';
import { chromium } from './eyes';
import { keyboard } from './hand';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500961', name: 'Ana Lima' };
const drawn = (page: Page) => page.locator('.messages [data-message]').count();

/** What the message of a number says. One of them has a word of its own. */
const text = (n: number) => (n === 12 ? 'Abacate' : `Mensagem ${String(n)}.`);

/** A conversation of so many messages, which were all read, at its end. */
async function talk(shop: Shop, n: number): Promise<void> {
  await shop.link();
  await shop.hear(ana, ...Array.from({ length: n }, (_, i) => text(i + 1)));
  await expect(shop.desk.row(ana.name)).toContainText(`Mensagem ${String(n)}.`);
  await call(shop.page, 'Tickets.Read', { id: 1, upTo: Number.MAX_SAFE_INTEGER });
  await shop.desk.open(ana.name);
  await expect(shop.desk.message(`Mensagem ${String(n)}.`)).toBeInViewport();
}

test('a steady conversation is in the document, and goes on at a press without moving', async ({ page, context }) => {
  const watch = new Watch(context);
  const eyes = chromium(page, look);
  const shop = await Shop.open(page);
  const older = page.getByRole('button', { name: say('thread.older') });
  try {
    await talk(shop, 330);
    await rest(eyes);
    expect(await drawn(page), 'only what is near the view').toBeLessThan(60);

    await test.step('it is chosen in the settings', async () => {
      await shop.go('#/configuracoes/aparencia');
      await page
        .getByRole('group', { name: say('setting.steady_reading') })
        .getByLabel(say('choice.steady_reading.1'), { exact: true })
        .check();
      await look(page, 'steady-setting-1440');
      await shop.go('#/atendimento/pendentes');
      await page.reload();
      await shop.desk.open(ana.name);
      await expect(page.locator('.messages [data-message]')).toHaveCount(60);
      await expect(shop.desk.message('Mensagem 330.')).toBeInViewport();
      await expect(page.locator('.messages').getByRole('heading', { level: 3 })).toHaveCount(1);
    });

    await test.step('nothing comes by scrolling', async () => {
      await eyes.run(() => void (document.querySelector('.messages .box')!.scrollTop = 0), null);
      await rest(eyes);
      await expect(older).toBeInViewport();
      expect(await drawn(page)).toBe(60);
      await look(page, 'steady-top-1440');
    });

    await test.step('more comes at a press, above what is read', async () => {
      await older.focus();
      const enough = () => document.querySelectorAll('.messages [data-message]').length === 260;
      await stays(eyes, () => page.keyboard.press('Enter'), enough, null);
      await expect(shop.desk.message('Mensagem 271.')).toBeFocused();
      await page.keyboard.press('ArrowUp');
      await expect(shop.desk.message('Mensagem 270.')).toBeFocused();
      await expect(shop.desk.message('Mensagem 270.')).toBeInViewport({ ratio: 1 });
    });

    await test.step('something comes below, and nothing moves', async () => {
      const there = () => document.querySelectorAll('.messages [data-message]').length === 261;
      await stays(eyes, () => shop.hear(ana, 'Mais uma coisa'), there, null);
      await expect(page.getByTestId('jump')).toBeVisible();
      await page.getByTestId('jump').click();
      await expect(shop.desk.message('Mais uma coisa')).toBeInViewport();
    });

    await test.step('the window changes its width, and what is read stays', async () => {
      await eyes.run(() => void (document.querySelector('.messages .box')!.scrollTop = 900), null);
      await rest(eyes);
      const held = page.locator('.messages [data-key^=m]').nth(20);
      const top = async () => (await held.boundingBox())!.y;
      const before = await top();
      await page.setViewportSize({ width: 760, height: 900 });
      await rest(eyes);
      await look(page, 'steady-760');
      await page.setViewportSize({ width: 1440, height: 900 });
      await rest(eyes);
      expect(Math.abs((await top()) - before)).toBeLessThan(noMove);
    });

    await test.step('a search leads to what is not loaded, and more comes below at a press', async () => {
      await page.keyboard.press('ControlOrMeta+F');
      await page.getByRole('searchbox', { name: say('command.find') }).fill('abacate');
      await expect(shop.desk.message('Abacate')).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Escape');
      await rest(eyes);
      const last = await page.locator('.messages [data-message]').last().getAttribute('data-message');
      await page.getByRole('button', { name: say('thread.newer') }).press('Enter');
      await expect(page.locator(`.messages [data-message='${last!}']`)).toBeFocused();
      expect(await drawn(page)).toBe(312);
    });

    await test.step('without it, only what is near is drawn again', async () => {
      await eyes.run(() => void (document.querySelector('.messages .box')!.scrollTop = 1500), null);
      await rest(eyes);
      const back = () => document.querySelectorAll('.messages [data-message]').length < 60;
      await stays(
        eyes,
        () => call(page, 'System.Set', { key: 'steady_reading', value: '0' }).then(() => undefined),
        back,
        null,
      );
    });
    watch.clean();
  } finally {
    await shop.close();
  }
});

test('who reads by keyboard alone is offered the steady reading once', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const offer = page.getByTestId('steady-offer');
  /** From the newest message up to the tenth. */
  const walk = async () => {
    await page.getByTestId('message').last().focus();
    for (let n = 49; n >= 10; n--) {
      await page.keyboard.press('ArrowUp');
      await expect(shop.desk.message(text(n))).toBeFocused();
    }
  };
  try {
    await talk(shop, 50);
    await walk();
    await expect(offer).toBeVisible();
    await look(page, 'steady-offer-1440');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'steady-offer-760');
    await page.setViewportSize({ width: 1440, height: 900 });
    await keyboard(page).press(offer.getByRole('button', { name: say('steady.never') }));
    await expect(offer).toHaveCount(0);
    await page.reload();
    await expect(shop.desk.message('Mensagem 50.')).toBeInViewport();
    await walk();
    await expect(offer).toHaveCount(0);
    watch.clean();
  } finally {
    await shop.close();
  }
});
