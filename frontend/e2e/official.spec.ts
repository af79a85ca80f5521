import { expect, test } from '@playwright/test';
import { Desk } from './desk';
import { Graph } from './graph';
import { mouse } from './hand';
import { call, scan } from './phone';
import { Program } from './program';
import { look } from './screen';
import { Simulator } from './simulator';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
/** She writes to the official number alone, and for her it holds the 24 hours for closed. */
const lucia = 'Lúcia Prado';

let program: Program;

test.afterEach(async () => {
  await program.stop();
});

test('the official channel is entered and tested, refuses a message, and its reserve carries it', async ({
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
  const token = page.getByLabel(say('field.cloudapi.token'), { exact: true });
  await desk.press('entry.practice');
  await expect(token).not.toHaveValue('');
  await look(page, 'official-01-form');

  await token.fill('EAAthisIsNotTheTokenOfAnyone');
  await desk.press('entry.test');
  await expect(page.getByText(`${say('finding.token')}: ${say('finding.token.refused')}`)).toBeVisible();
  await look(page, 'official-02-wrong-token');
  expect((await call(page, 'System.Snapshot', {})).connections, 'nothing is kept before the test passes').toEqual([]);

  await desk.press('entry.practice');
  await expect(token).not.toHaveValue('EAAthisIsNotTheTokenOfAnyone');
  await page
    .locator('form')
    .getByRole('button', { name: say('connections.connect'), exact: true })
    .click();
  await expect(page.getByRole('heading', { name: say('entry.saved') })).toBeVisible();
  await expect(page.getByText(say('entry.receives'))).toBeVisible();
  await look(page, 'official-03-connected');

  await desk.press('close');
  await desk.press('reserve.add');
  await page.getByRole('button', { name: /^QR Code/ }).click();
  await expect(page.getByText(say('reserve.riskNumber'))).toBeVisible();
  await look(page, 'official-04-risks');
  const before = (await call(page, 'System.Snapshot', {})).connections;
  expect(before.length, 'nothing is made before the risks are agreed to').toBe(1);
  await desk.press('reserve.agree');
  await scan(page, desk.qr);
  await desk.expectConnected();
  await desk.showInbox();

  await expect(desk.row(lucia)).toBeVisible({ timeout: 40_000 });
  await desk.open(lucia);
  await desk.answer('Oi, Lúcia! Está pronto.');
  const sent = desk.message('Oi, Lúcia! Está pronto.');
  await expect(sent.locator('.mark .globe')).toBeVisible({ timeout: 30_000 });
  await expect(sent).toHaveAttribute('data-status', 'read', { timeout: 30_000 });
  await look(page, 'official-05-globe');

  await sent.locator('button.mark').click();
  const path = page.getByRole('dialog', { name: say('msg.route') });
  await expect(path).toContainText('131047');
  await expect(path).toContainText(say('fault.window_refused'));
  await expect(path).toContainText(say('attempt.refusedOfficial'));
  await look(page, 'official-06-path');
  await page.keyboard.press('Escape');

  const [channel] = (await call(page, 'System.Snapshot', {})).channels;
  await call(page, 'Channels.Policy', { channel: channel!.id, policy: 'ask' });
  await desk.answer('Fecho às 18h, pode ser?');
  const asked = desk.message('Fecho às 18h, pode ser?');
  await expect(asked).toHaveAttribute('data-status', 'held', { timeout: 30_000 });
  await look(page, 'official-07-asks');
  await asked.locator('button.mark').click();
  await page
    .getByRole('dialog', { name: say('msg.route') })
    .getByRole('button', { name: /^Enviar por/ })
    .last()
    .click();
  await page.keyboard.press('Escape');
  await expect(asked).toHaveAttribute('data-status', /delivered|read/, { timeout: 30_000 });
  watch.clean();
});

test('a token that expired is told, and a new one mends the connection', async ({ page, context }) => {
  const watch = new Watch(context);
  const simulator = await Simulator.start();
  try {
    program = await Program.start('--sim', simulator.file);
    const graph = await Graph.of(simulator);
    await page.goto(program.address);
    await call(page, 'System.Set', { key: 'welcomed', value: '1' });
    const id = await graph.connect(page, 'Loja');
    await graph.hear('5511955500777', 'Olga Reis', 'Bom dia!');
    await page.reload();
    const desk = new Desk(page, mouse());
    await desk.open('Olga Reis');
    await desk.answer('Bom dia, Olga!');
    await expect(desk.message('Bom dia, Olga!')).toHaveAttribute('data-status', 'delivered');

    await graph.post('/tokens/change', { token: graph.link.token, revoked: true });
    await desk.answer('Temos pão de queijo.');
    const banner = page.getByTestId('trouble-banner');
    await expect(banner).toContainText(say('fault.signed_out'), { timeout: 60_000 });
    const message = desk.message('Temos pão de queijo.');
    await expect(message, 'the network refused it').toHaveAttribute('data-status', 'failed');
    await expect(message.locator('.mark [data-mark]')).toHaveAttribute('data-mark', 'failed');
    await look(page, 'official-08-token-expired');

    const fresh = await graph.post<{ token: string }>('/tokens', {});
    await banner.getByRole('link', { name: say('trouble.mend') }).click();
    await desk.press('connection.mend');
    await page.getByLabel(say('field.cloudapi.token'), { exact: true }).fill(fresh.token);
    await expect(page.getByLabel(say('field.cloudapi.waba_id')), 'only what ran out is asked for').toHaveCount(0);
    await look(page, 'official-09-mend');
    await desk.press('entry.more');
    await expect(page.getByLabel(say('field.cloudapi.waba_id'))).toHaveValue(graph.link.waba_id);
    await page
      .locator('form')
      .filter({ has: page.locator('#field-token') })
      .getByRole('button', { name: say('connection.mend'), exact: true })
      .click();
    await expect(page.getByRole('heading', { name: say('entry.saved') })).toBeVisible();
    await expect
      .poll(async () => (await call(page, 'System.Snapshot', {})).connections.find((c) => c.id === id)?.health)
      .toBe('online');
    await desk.showInbox();
    await expect(banner).toHaveCount(0);
    await desk.showTab('open');
    await desk.open('Olga Reis');
    await message.locator('button.mark').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('msg.retry') })
      .click();
    await page.keyboard.press('Escape');
    await expect(message).toHaveAttribute('data-status', 'delivered', { timeout: 30_000 });
    watch.clean();
  } finally {
    await simulator.stop();
  }
});
