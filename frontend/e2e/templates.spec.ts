import { expect, test } from '@playwright/test';
import { Counter } from './counter';
import { look } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const olga = { number: '5511955500777', name: 'Olga Reis' };
const rui = { number: '5511955500778', name: 'Rui Campos' };

const body = (text: string) => ({ type: 'BODY', text });
const footer = { type: 'FOOTER', text: 'Padaria da Esquina' };
/** One of each sort: with a header, with answers to tap, with named places, and one that is not approved yet. */
const forms = [
  {
    name: 'pedido_pronto',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Seu pedido está pronto' },
      body('Olá, {{1}}! Seu pedido {{2}} já pode ser retirado. Estamos abertos até as {{3}}.'),
      footer,
    ],
  },
  {
    name: 'retomar_conversa',
    category: 'MARKETING',
    components: [
      body('Oi, {{1}}! Podemos continuar a nossa conversa por aqui?'),
      {
        type: 'BUTTONS',
        buttons: ['Sim, podemos', 'Agora não'].map((text) => ({ type: 'QUICK_REPLY', text })),
      },
    ],
  },
  {
    name: 'lembrete_encomenda',
    parameter_format: 'NAMED',
    components: [body('Olá, {{nome}}! Lembramos da sua encomenda para {{dia}}. Está tudo certo?'), footer],
  },
  { name: 'cardapio', status: 'PENDING', components: [body('O cardápio chegou!')] },
];

test('a template is found, filled in, looked at and sent, also with the keys', async ({ page, context }) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph } = counter;
  try {
    for (const form of forms) await graph.post('/templates', form);
    await graph.hear(olga.number, olga.name, 'Bom dia!');
    await desk.open(olga.name);
    await expect(page.locator('header').getByRole('img', { name: /24 h/ })).toBeVisible();

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
    await page.keyboard.type('Olga');
    await expect(preview).toContainText('Olá, Olga! Seu pedido {{2}} já pode ser retirado.');
    await page.keyboard.press('Enter');
    await expect(page.getByText(say('template.wrong.empty'))).toHaveCount(2);
    await look(page, 'template-02-missing');
    await page.keyboard.type('42');
    await page.keyboard.press('Tab');
    await page.keyboard.type('18 h');
    await look(page, 'template-03-filled');
    await page.keyboard.press('Enter');
    const sent = desk.message('Olá, Olga! Seu pedido 42 já pode ser retirado. Estamos abertos até as 18 h.');
    await expect(sent).toHaveAttribute('data-status', 'delivered');
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('ainda não');
    watch.clean();
  } finally {
    await counter.close();
  }
});

test('once the customer has been silent for 24 hours only a template goes out, and it is read', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph } = counter;
  try {
    for (const form of forms) await graph.post('/templates', form);
    const closed = page.getByText(say('composer.closed'));
    const search = page.getByTestId('template-search');

    // Her webhook is almost a day late: what the operator is typing is still in the field when the window closes.
    await graph.hear(olga.number, olga.name, 'Bom dia!', '23h59m40s');
    await desk.open(olga.name);
    await desk.composer.fill('Está pronto, viu?');
    await expect(page.locator('header').getByRole('img', { name: say('window.soon') })).toBeVisible();
    await expect(closed).toBeVisible({ timeout: 30_000 });
    await expect(desk.composer).toHaveCount(0);
    await expect(page.getByText(say('composer.draftKept'))).toBeVisible();
    await expect(search).toBeFocused();
    await look(page, 'template-04-closed');

    // His is later than a day: it stands at its own time, and nothing but a template is offered from the first.
    await page.mouse.move(0, 0); // the order of the list stands still under the pointer
    await graph.hear(rui.number, rui.name, 'Quando fica pronto?', '25h');
    await desk.open(rui.name);
    await expect(desk.message('Quando fica pronto?')).toBeVisible();
    await expect(closed).toBeVisible();
    await expect(desk.composer).toHaveCount(0);
    await expect(page.locator('header').getByRole('img', { name: say('window.closed') })).toBeVisible();
    await search.fill('retomar');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Rui');
    await look(page, 'template-05-filled');
    await page.keyboard.press('Enter');
    const sent = desk.message('Oi, Rui! Podemos continuar');
    await expect(sent).toHaveAttribute('data-status', 'delivered');
    expect(await graph.received(rui.number)).toMatchObject([{ type: 'template' }]);
    await expect(closed, 'a template opens no window').toBeVisible();
    await expect(desk.row(rui.name)).toHaveAccessibleName(new RegExp(`, última: ${say('kind.template')}: `));
    await graph.read(rui.number);
    await expect(sent).toHaveAttribute('data-status', 'read');
    await expect(sent.locator('.mark.read path')).toHaveCount(2);
    expect(await graph.asked(), 'nothing but the template was sent').toMatchObject([{ type: 'template' }]);
    await look(page, 'template-06-read');

    // His answer opens the window again, and hers brings back what was typed.
    await graph.hear(rui.number, rui.name, 'Estou indo');
    await expect(closed).toHaveCount(0);
    await desk.answer('Até já!');
    await expect(desk.message('Até já!')).toHaveAttribute('data-status', 'delivered');
    await desk.showTab('pending');
    await desk.open(olga.name);
    await expect(closed).toBeVisible();
    await graph.hear(olga.number, olga.name, 'E então?');
    await expect(desk.composer).toHaveValue('Está pronto, viu?');
    watch.clean();
  } finally {
    await counter.close();
  }
});
