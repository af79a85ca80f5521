import { expect, test } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { call } from './phone';
import { Program } from './program';
import { look } from './screen';
import { bruno } from './walk';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

test('every screen is free of barriers in both themes', async ({ page, context }) => {
  const watch = new Watch(context);
  const program = await Program.start('--demo');
  try {
    await page.goto(program.address);
    const desk = new Desk(page, mouse());
    await desk.startInstance('Loja', 'qr');
    await expect(desk.qr).toBeVisible();
    await call(page, 'Practice.Scan', { text: '' });
    await desk.expectConnected();
    await look(page, 'screen-connected');
    for (const [name, place, heading] of [
      ['channels', '#/configuracoes/canais', 'nav.channels'],
      ['appearance', '#/configuracoes/aparencia', 'settings.appearance'],
      ['shortcuts', '#/configuracoes/atalhos', 'settings.shortcuts'],
      ['about', '#/configuracoes/sobre', 'settings.about'],
    ] as const) {
      await page.goto(new URL(place, page.url()).href);
      await expect(page.getByRole('heading', { name: say(heading), exact: true }).first()).toBeVisible();
      await look(page, `screen-${name}`);
    }
    for (const [name, slug] of [
      ['open', 'abertos'],
      ['snoozed', 'adiados'],
      ['closed', 'fechados'],
    ] as const) {
      await page.goto(new URL(`#/atendimento/${slug}`, page.url()).href);
      await expect(desk.tab(name)).toHaveAttribute('aria-selected', 'true');
      await look(page, `screen-${name}`);
    }

    await call(page, 'Practice.Write', { customer: bruno.number, text: 'Oi, tem bolo de cenoura?' });
    await desk.showTab('pending');
    await desk.open(bruno.name);
    await desk.answer('Temos sim!');
    await expect(desk.message('Temos sim!')).toHaveAttribute('data-status', 'read');
    await desk.message('Temos sim!').getByRole('button').first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, 'screen-route');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox').or(page.getByRole('dialog')).first()).toBeVisible();
    await look(page, 'screen-palette');
    watch.clean();
  } finally {
    await program.stop();
  }
});

test('a reload keeps the place, the words and a running pairing', async ({ page }) => {
  const program = await Program.start('--demo');
  try {
    await page.goto(program.address);
    const desk = new Desk(page, mouse());
    await desk.startInstance('Loja', 'qr');
    await expect(desk.qr).toBeVisible();
    await page.reload();
    await expect(page).toHaveURL(/#\/configuracoes\/canais$/);
    await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
    await desk.press('connections.connect');
    await expect(desk.qr).toBeVisible();
    await call(page, 'Practice.Scan', { text: '' });
    await desk.expectConnected();
  } finally {
    await program.stop();
  }
});
