import { expect, test } from '@playwright/test';
import { Counter } from './counter';
import { look } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const nina = { number: '5511955500801', name: 'Nina Alves' };
const moved = '5511955500802';

const body = (text: string) => ({ type: 'BODY', text });
const forms = [
  { name: 'bolo_do_mes', category: 'MARKETING', components: [body('O bolo do mês é de fubá.')] },
  { name: 'pedido_pronto', components: [body('Seu pedido está pronto.')] },
];

test('what a customer wants and becomes stands in the conversation, and marketing goes to nobody who stopped it', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph } = counter;
  const customer = (number: string, what: string, change: object) => graph.post(`/customers/${number}/${what}`, change);
  try {
    for (const form of forms) await graph.post('/templates', form);
    await graph.hear(nina.number, nina.name, 'Bom dia!');
    await desk.open(nina.name);
    await page.getByTestId('use-template').click();
    const offer = page.getByTestId('template').filter({ hasText: 'bolo do mes' });
    await expect(offer).toBeEnabled();

    // She stops while the templates are on screen.
    await customer(nina.number, 'marketing', { stop: true });
    await expect(offer).toBeDisabled();
    await expect(offer).toContainText(say('template.unwanted'));
    await expect(page.getByTestId('template').filter({ hasText: 'pedido pronto' })).toBeEnabled();
    await expect(page.getByText(say('system.contact.marketing_stopped'))).toBeVisible();
    await look(page, 'wish-01-stopped');

    await customer(nina.number, 'marketing', { stop: false });
    await expect(page.getByText(say('system.contact.marketing_resumed'))).toBeVisible();
    await offer.click();
    await page.keyboard.press('Enter');
    await expect(desk.message('O bolo do mês é de fubá.')).toHaveAttribute('data-status', 'delivered');

    // A new telephone: another security code, then another number, where the next answer goes.
    await customer(nina.number, 'change-key', { hash: 'B' });
    await expect(page.getByText(say('system.contact.identity_changed'))).toBeVisible();
    await customer(nina.number, 'change-number', { number: moved });
    const line = 'O cliente mudou de +55 11 95550-0801 para +55 11 95550-0802. A conversa continua aqui.';
    await expect(page.getByText(line)).toBeVisible();
    await customer(moved, 'write', { text: 'Sou eu, de número novo' });
    await expect(desk.message('Sou eu, de número novo')).toBeVisible();
    await desk.answer('Anotado!');
    await expect(desk.message('Anotado!')).toHaveAttribute('data-status', 'delivered');
    expect((await graph.received(moved)).map((m) => m.text)).toContain('Anotado!');
    await look(page, 'wish-02-moved');
    watch.clean();
  } finally {
    await counter.close();
  }
});

test('a number whose old conversations were not shared says so', async ({ page, context }) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  try {
    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    const row = page.locator(`[data-connection="${String(counter.connection)}"]`);
    await expect(row).toBeVisible();
    await expect(row.getByText(say('fault.no_history'))).toHaveCount(0);
    await counter.graph.post('/history', { declined: true });
    await expect(row.getByText(say('fault.no_history'))).toBeVisible();
    await look(page, 'wish-03-history');
    watch.clean();
  } finally {
    await counter.close();
  }
});
