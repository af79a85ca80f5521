import { expect, test, type Page } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { readQR } from './phone';
import { Program } from './program';
import { look } from './screen';
import { Simulator } from './simulator';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const marina = { number: '5511955500700', name: 'Marina Duarte' };

let simulator: Simulator;
let program: Program;
let watch: Watch;
let desk: Desk;

test.beforeEach(async ({ page, context }) => {
  watch = new Watch(context);
  simulator = await Simulator.start();
  program = await Program.start('--sim', simulator.file);
  await page.goto(program.address);
  desk = new Desk(page, mouse());
  await desk.startInstance('Loja', 'qr');
  await expect(async () => {
    const qr = await readQR(desk.qr);
    await simulator.post('/scan', { qr });
  }).toPass({ timeout: 30_000 });
  await desk.expectConnected();
  await simulator.post('/customers', marina);
  await simulator.post(`/customers/${marina.number}/write`, { text: 'Vocês entregam?' });
});

test.afterEach(async () => {
  await program.stop();
  await simulator.stop();
});

const library = (page: Page) => page.getByRole('main', { name: say('replies.title') });
const reply = (page: Page, text: string) => library(page).getByTestId('reply').filter({ hasText: text });
const form = (page: Page) => page.getByRole('dialog');
const menu = (page: Page) => page.getByTestId('quick-replies');

/** Fills the form in and keeps what it says. */
async function keep(page: Page, shortcut: string, text: string): Promise<void> {
  await form(page).getByLabel(say('reply.shortcut'), { exact: true }).fill(shortcut);
  await form(page).getByLabel(say('reply.text'), { exact: true }).fill(text);
  await form(page)
    .getByRole('button', { name: say('reply.save'), exact: true })
    .click();
}

test('replies are switched on, written, changed, deleted and brought back', async ({ page }) => {
  await page.getByRole('link', { name: say('nav.replies') }).click();
  await expect(library(page).getByTestId('starter')).toHaveCount(6);
  await expect(library(page)).toContainText(say('replies.empty'));
  await look(page, 'replies-empty');

  const pix = library(page).getByRole('button', { name: say('replies.switchOn', { shortcut: 'pix' }) });
  await pix.focus();
  await page.keyboard.press('Enter');
  await expect(reply(page, '/pix')).toContainText(say('replies.unused'));
  await expect(library(page).getByTestId('starter')).toHaveCount(5);
  // The keys go on with the next one.
  await expect(library(page).getByTestId('starter').first().getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(reply(page, '/oi')).toBeVisible();

  await desk.press('replies.new');
  await keep(page, '/Pix', 'outra');
  await expect(form(page).getByRole('alert')).toContainText(say('fault.shortcut_taken', { shortcut: 'pix' }));
  await expect(form(page).getByLabel(say('reply.shortcut'), { exact: true })).toBeFocused();
  await keep(page, 'duas palavras', 'outra');
  await expect(form(page).getByRole('alert')).toContainText(say('fault.shortcut_form'));
  await keep(page, 'entrega', '');
  await expect(form(page).getByRole('alert')).toContainText(say('fault.empty_reply'));
  await form(page).getByLabel(say('reply.text'), { exact: true }).fill('Entregamos, ');
  await form(page)
    .getByRole('button', { name: new RegExp(`^\\{primeiro_nome\\}`) })
    .click();
  await expect(form(page).getByLabel(say('reply.text'), { exact: true })).toHaveValue('Entregamos, {primeiro_nome}');
  await look(page, 'reply-form');
  await form(page)
    .getByRole('button', { name: say('reply.save'), exact: true })
    .click();
  await expect(form(page)).toHaveCount(0);
  await expect(reply(page, '/entrega')).toBeVisible();

  await library(page)
    .getByRole('button', { name: say('replies.edit', { shortcut: 'entrega' }) })
    .click();
  await keep(page, 'entrega', 'Entregamos hoje, {primeiro_nome}.');
  await expect(reply(page, 'Entregamos hoje')).toBeVisible();
  await look(page, 'replies');

  await library(page).getByLabel(say('replies.search')).fill('hoje');
  await expect(library(page).getByTestId('reply')).toHaveCount(1);
  await library(page).getByLabel(say('replies.search')).fill('');
  await library(page)
    .getByRole('button', { name: say('replies.delete', { shortcut: 'entrega' }) })
    .click();
  await expect(reply(page, '/entrega')).toHaveCount(0);
  await page.getByRole('button', { name: say('undo'), exact: true }).click();
  await expect(reply(page, '/entrega')).toBeVisible();

  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'replies-760');
  await page.reload();
  await expect(reply(page, '/entrega')).toBeVisible();
});

test('a slash calls a reply, which is filled in and leaves with nothing forgotten', async ({ page }) => {
  await desk.showInbox();
  await desk.open(marina.name);
  await desk.composer.click();

  // Where none is called so, one is made on the spot.
  await page.keyboard.type('/ent');
  await expect(menu(page)).toContainText(say('reply.create', { shortcut: 'ent' }));
  await look(page, 'reply-create');
  await page.keyboard.press('Enter');
  await expect(form(page).getByLabel(say('reply.shortcut'), { exact: true })).toHaveValue('ent');
  await keep(page, 'entrega', 'Oi, {primeiro_nome}! Entregamos até as {limite} em {bairro}.');
  await expect(form(page)).toHaveCount(0);

  await desk.composer.fill('');
  await page.keyboard.type('e/ou ');
  await expect(menu(page)).toHaveCount(0);
  await page.keyboard.type('/entre');
  await expect(menu(page).getByRole('option', { selected: true })).toContainText('/entrega');
  await look(page, 'reply-menu');
  await page.keyboard.press('Escape');
  await expect(menu(page)).toHaveCount(0);
  await desk.composer.fill('');
  await page.keyboard.type('/entre');
  await page.keyboard.press('Enter');
  await expect(desk.composer).toHaveValue('Oi, Marina! Entregamos até as {limite} em {bairro}.');

  // What is not filled in keeps the message from leaving, by any way.
  const left = page.getByTestId('blanks');
  await expect(left).toContainText('{limite} e {bairro}');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(left).toContainText(say('composer.blanksStop', { names: '{limite} e {bairro}' }));
  await look(page, 'reply-blanks');
  await page.keyboard.type('18h');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(left).toContainText(say('composer.blanksStop', { names: '{bairro}' }));
  await page.keyboard.type('Pinheiros');
  await expect(left).toBeEmpty();
  await page.keyboard.press('Enter');
  const sent = desk.message('Oi, Marina! Entregamos até as 18h em Pinheiros.');
  await expect(sent).toBeVisible();
  await expect(desk.composer).toHaveValue('');

  // Nothing is left to fill in, so Ctrl+Enter inserts and sends at once.
  await page.getByRole('link', { name: say('nav.replies') }).click();
  await expect(reply(page, '/entrega')).toContainText('usada 1 vez');
  await desk.press('replies.new');
  await keep(page, 'ok', 'Combinado, {nome}.');
  await page.getByRole('link', { name: say('nav.inbox') }).click();
  await desk.showTab('open');
  await desk.open(marina.name);
  await desk.composer.click();
  await page.keyboard.type('/ok');
  await expect(menu(page).getByRole('option', { selected: true })).toContainText('/ok');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(desk.message('Combinado, Marina Duarte.')).toBeVisible();

  // The operator may mean the braces.
  await desk.composer.fill('Use {codigo}');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: say('composer.blanksSend') }).click();
  await expect(desk.message('Use {codigo}')).toBeVisible();
  watch.clean();
});
