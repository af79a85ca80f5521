import { expect, test, type Page } from '@playwright/test';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500981', name: 'Ana Lima' };
const bia = { number: '5511955500982', name: 'Beatriz Moura' };

const places = [
  '#/contatos',
  '#/respostas',
  '#/relatorio',
  '#/configuracoes/canais',
  '#/configuracoes/etiquetas',
  '#/configuracoes/atendimento',
  '#/configuracoes/notificacoes',
  '#/configuracoes/aparencia',
  '#/configuracoes/atalhos',
  '#/configuracoes/app',
  '#/configuracoes/sobre',
];

/** What somebody can press and that stands beside the window, or partly: it is lost there. */
const lost = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href]')]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }))
      .map((e) => ({ e, box: e.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.left < 0 || box.right > innerWidth + 0.5))
      .map(({ e }) => e.getAttribute('aria-label') ?? e.textContent.trim()),
  );

test('a conversation is answered, put off and closed in a window of 320 pixels', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const desk = shop.desk;
  try {
    await shop.link();
    await call(page, 'Replies.Save', { id: 0, shortcut: 'oi', text: 'Oi! Já respondo.', files: [], uploads: [] });
    await shop.hear(ana, 'Oi, tem bolo de milho?');
    await shop.hear(bia, 'Bom dia');
    await expect(desk.row(bia.name)).toBeVisible();

    await test.step('what is done with it stands above it', async () => {
      await desk.open(ana.name);
      await expect(desk.message('Oi, tem bolo de milho?')).toBeVisible();
      await desk.press('command.find');
      await expect(page.getByRole('searchbox', { name: say('command.find') })).toBeFocused();
      await page.keyboard.press('Escape');
      await desk.press('ticket.snooze');
      await expect(page.getByRole('dialog')).toContainText(say('snooze.hour'));
      await page.keyboard.press('Escape');
      await page.getByTestId('talk-menu').click();
      await expect(page.getByRole('menuitem', { name: say('command.day') })).toBeVisible();
      await look(page, 'talk-menu-1440');
      await page.keyboard.press('Escape');
    });

    await page.setViewportSize({ width: 320, height: 900 });

    await test.step('a quick reply is called by its button', async () => {
      await expect(desk.composer).toBeVisible();
      expect(await lost(page)).toEqual([]);
      await page.getByTestId('call-replies').click();
      await expect(desk.composer).toHaveValue('/');
      await page.getByRole('option').filter({ hasText: '/oi' }).click();
      await expect(desk.composer).toHaveValue('Oi! Já respondo.');
      await look(page, 'talk-320');
      await page.getByTestId('send').click();
      await expect(desk.message('Oi! Já respondo.')).toBeVisible();
    });

    await test.step('put off by the menu', async () => {
      await page.getByTestId('talk-menu').click();
      await page.getByRole('menuitem', { name: say('ticket.snooze') }).click();
      await expect(page.getByRole('dialog')).toContainText(say('snooze.hour'));
      expect(await lost(page)).toEqual([]);
      await page
        .getByRole('dialog')
        .getByRole('button', { name: say('snooze.hour') })
        .click();
      await expect.poll(async () => (await call(page, 'System.Snapshot', {})).counts.snoozed).toBe(1);
    });

    for (const place of places)
      await test.step(`nothing is lost on ${place}`, async () => {
        await shop.go(place);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await lost(page)).toEqual([]);
      });

    await test.step('the other one is closed', async () => {
      await shop.go('#/atendimento/pendentes');
      expect(await lost(page)).toEqual([]);
      await desk.open(bia.name);
      await desk.press('ticket.close');
      await expect(page.getByText(/fechado/).first()).toBeVisible();
    });
    watch.clean();
  } finally {
    await shop.close();
  }
});
