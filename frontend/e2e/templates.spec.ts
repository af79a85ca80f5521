import { expect, test } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { Program } from './program';
import { look } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const lucia = 'Lúcia Prado';

let program: Program;

test.afterEach(async () => {
  await program.stop();
});

test('a template is found, filled in, looked at and sent, also with the keys and after the window has closed', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  program = await Program.start('--demo');
  await page.goto(program.address);
  const desk = new Desk(page, mouse());

  await desk.press('welcome.connect');
  await page.getByRole('button', { name: /^API oficial/ }).click();
  await page.getByLabel(say('pair.name')).fill('Loja');
  await desk.press('pair.next');
  await desk.press('official.practice');
  await expect(page.getByLabel(say('field.token'), { exact: true })).not.toHaveValue('');
  await page
    .locator('form')
    .getByRole('button', { name: say('connections.connect') })
    .click();
  await expect(page.getByRole('heading', { name: say('official.saved') })).toBeVisible();
  await desk.press('close');
  await page.evaluate(() => (location.hash = '#/atendimento/pendentes'));
  await expect(desk.row(lucia)).toBeVisible({ timeout: 40_000 });
  await desk.open(lucia);
  await expect(page.getByRole('banner').or(page.locator('header')).getByRole('img', { name: /24 h/ })).toBeVisible();

  const field = page.getByTestId('composer-input');
  await field.fill('ainda não');
  await page.getByTestId('use-template').click();
  const search = page.getByTestId('template-search');
  await expect(search).toBeFocused();
  await expect(page.getByTestId('template')).toHaveCount(4);
  await expect(page.getByTestId('template').filter({ hasText: 'cardapio' })).toBeDisabled();
  await look(page, 'template-01-list');

  await search.fill('pedido');
  await expect(page.getByTestId('template')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const preview = page.getByTestId('template-preview');
  await page.keyboard.type('Lúcia');
  await expect(preview).toContainText('Olá, Lúcia! Seu pedido {{2}} já pode ser retirado.');
  await page.keyboard.press('Enter');
  await expect(page.getByText(say('template.wrong.empty'))).toHaveCount(2);
  await look(page, 'template-02-missing');
  await page.keyboard.type('42');
  await page.keyboard.press('Tab');
  await page.keyboard.type('18 h');
  await look(page, 'template-03-filled');
  await page.keyboard.press('Enter');
  const sent = desk.message('Olá, Lúcia! Seu pedido 42 já pode ser retirado. Estamos abertos até as 18 h.');
  await expect(sent).toHaveAttribute('data-status', /^(sent|delivered|read)$/, { timeout: 30_000 });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('ainda não');

  // The count of the program is an estimate: here it says that the window has closed.
  await page.route('**/api/call/Tickets.Way', async (route) => {
    const answer = await route.fetch();
    const way = (await answer.json()) as { connection: number };
    await route.fulfill({
      response: answer,
      json: { ...way, connection: 0, fault: { code: 'window_closed', params: {} } },
    });
  });
  await page.reload();
  await expect(page.getByText(say('composer.closed'))).toBeVisible();
  await expect(field).toHaveCount(0);
  await expect(page.getByText(say('composer.draftKept'))).toBeVisible();
  await expect(search).toBeFocused();
  await look(page, 'template-04-closed');
  watch.clean();
});
