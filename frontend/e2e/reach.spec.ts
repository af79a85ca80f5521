import { expect, test, type Locator, type Page } from '@playwright/test';
import { Desk } from './desk';
import { keyboard, type Hand } from './hand';
import { call } from './phone';
import { Program } from './program';
import { Shop } from './shop';
import { walkAll, walkMenu } from './stops';
import { words } from './words';

const say = words('pt-BR');
const marina = { number: '5511955500301', name: 'Marina Duarte' };
const otavio = { number: '5511955500302', name: 'Otávio Prado' };
const narrow = { width: 760, height: 900 };
const wide = { width: 1440, height: 900 };

/** Opens a dialog from the keyboard, walks it, and leaves it with Escape: the focus is where it was. */
async function dialog(page: Page, hand: Hand, opener: Locator, title: string): Promise<void> {
  await hand.press(opener);
  const shown = page.getByRole('dialog', { name: say(title), exact: true });
  await expect(shown).toBeVisible();
  // What comes into it late takes the focus if nothing has it.
  await expect(shown.locator('li')).not.toHaveCount(0);
  await walkAll(page, `the dialog ${say(title)}`);
  await page.keyboard.press('Escape');
  await expect(shown).toHaveCount(0);
  await expect(opener).toBeFocused();
}

async function show(page: Page, hash: string, heading: string): Promise<void> {
  await page.goto(new URL(hash, page.url()).href);
  await expect(page.getByRole('heading', { name: say(heading), level: 1, exact: true })).toBeVisible();
}

test('the welcome and the settings are worked without a mouse', async ({ page }) => {
  const program = await Program.start();
  try {
    await page.goto(program.address);
    await expect(page.getByRole('heading', { name: say('welcome.title') })).toBeVisible();
    await walkAll(page, 'the welcome');
    await call(page, 'System.Set', { key: 'welcomed', value: '1' });
    for (const [size, viewport] of [
      ['wide', wide],
      ['narrow', narrow],
    ] as const) {
      await page.setViewportSize(viewport);
      for (const [name, slug, heading] of [
        ['channels', 'canais', 'nav.channels'],
        ['appearance', 'aparencia', 'settings.appearance'],
        ['shortcuts', 'atalhos', 'settings.shortcuts'],
        ['about', 'sobre', 'settings.about'],
      ] as const) {
        await show(page, `#/configuracoes/${slug}`, heading);
        await walkAll(page, `${name}, ${size}`);
      }
    }
  } finally {
    await program.stop();
  }
});

test('a new instance is made without a mouse', async ({ page }) => {
  const program = await Program.start('--demo');
  const hand = keyboard(page);
  const desk = new Desk(page, hand);
  const panel = page.getByRole('complementary', { name: say('pair.title') });
  try {
    await page.goto(program.address);
    await hand.press(desk.button('welcome.connect'));
    await expect(panel).toBeVisible();
    await expect(panel.locator(':focus'), 'the panel has the focus when it opens').toHaveCount(1);
    await walkAll(page, 'choosing the method');
    await desk.button('method.waweb').focus();
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);

    const make = desk.button('channels.new');
    await hand.press(make);
    await expect(panel.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await expect(make).toBeFocused();

    await page.setViewportSize(narrow);
    await hand.press(make);
    await walkAll(page, 'choosing the method, narrow');
    await desk.press('method.waweb');
    await walkAll(page, 'the name, narrow');
    await page.setViewportSize(wide);
    await walkAll(page, 'the name');
    await hand.write(page.getByLabel(say('pair.name')), 'Loja');
    await walkAll(page, 'a name');
    await desk.press('pair.next');

    await expect(desk.qr).toBeVisible();
    await expect(panel.locator(':focus'), 'the focus stays in the panel').toHaveCount(1);
    await walkAll(page, 'the QR code');
    await page.setViewportSize(narrow);
    await walkAll(page, 'the QR code, narrow');
    await desk.press('pair.useCode');
    await walkAll(page, 'the number, narrow');
    await page.setViewportSize(wide);
    await hand.write(page.getByLabel(say('pair.phone')), '+55 11 95550-0100');
    await walkAll(page, 'the number');
    await desk.press('pair.getCode');
    await expect(desk.code).toBeVisible();
    await expect(panel.locator(':focus'), 'the focus stays in the panel').toHaveCount(1);
    await walkAll(page, 'the code');
    await desk.press('practice.type');
    await desk.expectConnected();
    await expect(panel.locator(':focus'), 'the focus stays in the panel').toHaveCount(1);
    await walkAll(page, 'the linked telephone');
    await desk.press('close');

    const rename = desk.button('channels.rename');
    const name = page.getByRole('textbox', { name: say('channels.name') });
    await hand.press(rename);
    await expect(name).toBeFocused();
    await page.keyboard.type('Outra');
    await page.keyboard.press('Escape');
    await expect(rename).toBeFocused();
    await expect(page.getByRole('heading', { name: 'Loja', exact: true })).toBeVisible();
    await hand.press(rename);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('Padaria');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Padaria', exact: true })).toBeVisible();
    await expect(rename).toBeFocused();
    await walkAll(page, 'a linked channel');
    await hand.press(desk.more());
    await walkMenu(page, 'the menu of a connection');
    await hand.press(page.getByRole('menuitem', { name: say('connections.remove') }));
    await expect(page.getByRole('dialog', { name: say('connections.remove') })).toBeVisible();
    await walkAll(page, 'the dialog of a connection');
    await page.keyboard.press('Escape');
    await expect(desk.more()).toBeFocused();

    const limit = desk.button('channels.limitEdit');
    await hand.press(limit);
    await expect(page.getByLabel(say('channels.limit'))).toBeFocused();
    await walkAll(page, 'the limit');
    await page.getByLabel(say('channels.limit')).focus();
    await page.keyboard.press('Escape');
    await expect(limit).toBeFocused();

    await call(page, 'Channels.Create', { kind: 'waweb', name: 'Filial' });
    const remove = page.getByRole('button', { name: say('remove.title', { name: 'Padaria' }) });
    const asked = page.getByRole('dialog', { name: say('remove.title', { name: 'Padaria' }) });
    await hand.press(remove);
    await expect(asked.getByText(say('remove.connections'))).toBeVisible();
    await walkAll(page, 'the removal of a channel');
    await page.setViewportSize(narrow);
    await walkAll(page, 'the removal of a channel, narrow');
    await page.keyboard.press('Escape');
    await expect(remove).toBeFocused();
    await walkAll(page, 'two channels, narrow');
  } finally {
    await program.stop();
  }
});

test('the inbox is worked without a mouse', async ({ page }) => {
  const shop = await Shop.open(page);
  const { desk } = shop;
  const hand = keyboard(page);
  // High enough for the whole conversation to be drawn.
  const high = { width: 1440, height: 1600 };
  const mode = (key: string) => page.getByRole('button', { name: say(key), exact: true });
  const settled = () => expect(desk.row(otavio.name)).toBeVisible();
  try {
    await shop.link();
    await page.setViewportSize(high);
    await page.mouse.move(0, 0);
    await shop.hear(marina, 'Oi!', 'a'.repeat(2000), 'Veja https://exemplo.com.br');
    await shop.hear(otavio, 'Bom dia!');
    await settled();
    await hand.press(desk.row(marina.name));
    await expect(desk.composer).toBeFocused();
    await page.keyboard.type('Temos sim!');
    await page.keyboard.press('Enter');
    await expect(desk.message('Temos sim!')).toHaveAttribute('data-status', 'delivered');
    await desk.showTab('pending');
    await settled();
    await page.mouse.move(0, 0);
    await walkAll(page, 'a conversation', settled);

    const reply = desk.message('Temos sim!').getByRole('button', { name: say('bubble.reply') });
    await hand.press(reply);
    await expect(desk.composer).toBeFocused();
    await hand.press(mode('composer.note'));
    await hand.write(page.getByRole('textbox', { name: say('note') }), 'Gosta de cenoura.');
    await walkAll(page, 'a note on a message', settled);
    await hand.press(mode('composer.message'));
    await hand.press(desk.button('composer.noReply'));
    await dialog(page, hand, desk.message('Temos sim!').locator('button.mark'), 'msg.route');

    await page.setViewportSize({ width: 1100, height: 1600 });
    await hand.press(desk.button('command.details'));
    await walkAll(page, 'the details over the conversation', settled);
    await page.setViewportSize(high);

    const row = desk.row(otavio.name);
    await hand.press(row);
    await expect(desk.composer).toBeFocused();
    await expect(row, 'the message is read').not.toHaveAccessibleName(/não lida/);
    await row.focus();
    await page.keyboard.press('Shift+F10');
    const menu = page.getByRole('menu', { name: otavio.name });
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
    await walkMenu(page, 'the menu of a row');
    const entries = await menu.getByRole('menuitem').allTextContents();
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await expect(row).toBeFocused();
    // The button that a pointer finds on the row opens the same menu.
    await row.hover();
    await page.getByRole('button', { name: say('row.menu', { name: otavio.name }) }).click();
    expect(await menu.getByRole('menuitem').allTextContents()).toEqual(entries);
    await page.keyboard.press('Escape');
    await page.mouse.move(0, 0);

    for (const [keys, title] of [
      ['Control+/', 'settings.shortcuts'],
      ['Control+k', 'command.palette'],
    ] as const) {
      await row.focus();
      await page.keyboard.press(keys);
      const shown = page.getByRole('dialog', { name: say(title), exact: true });
      await expect(shown).toBeVisible();
      await walkAll(page, say(title));
      await page.keyboard.press('Escape');
      await expect(shown).toHaveCount(0);
      await expect(row).toBeFocused();
    }

    await hand.press(desk.button('ticket.close'));
    await expect(desk.button('undo')).toBeVisible();
    await walkAll(page, 'a notice');
    await hand.press(desk.button('undo'));
    await expect(row).toBeVisible();
  } finally {
    await shop.close();
  }
});
