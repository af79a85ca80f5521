import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { Desk } from './desk';
import { Graph } from './graph';
import { mouse } from './hand';
import { call } from './phone';
import { Program } from './program';
import { look } from './screen';
import { Simulator } from './simulator';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

let program: Program;

test.afterEach(() => program.stop());

/** From the welcome or the channels to the form of the official way of a new channel. */
async function toForm(page: Page, desk: Desk, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${say('method.cloudapi')}`) }).click();
  await page.getByLabel(say('pair.name')).fill(name);
  await desk.press('pair.next');
  await expect(page.getByRole('heading', { name: say('form.cloudapi') })).toBeVisible();
}

/** The button that keeps what was entered or chosen. */
const connect = (page: Page) =>
  page.locator('form').getByRole('button', { name: say('connections.connect'), exact: true });

/** The button that keeps what was changed of a connection that is there. */
const save = (page: Page) => page.locator('form').getByRole('button', { name: say('entry.save'), exact: true });

/** Presses the button that opens the network's page, and answers there. */
async function answer(context: BrowserContext, desk: Desk, said: 'Continuar' | 'Cancelar'): Promise<void> {
  const opened = context.waitForEvent('page');
  await desk.press('consent.open');
  const dialog = await opened;
  await expect(desk.page.getByTestId('visit-waiting')).toBeVisible();
  if (said === 'Cancelar') await look(desk.page, 'facebook-02-waiting');
  await dialog.getByRole('button', { name: said, exact: true }).click();
  await expect(dialog.getByText(say('consent.back'))).toBeVisible();
  if (said === 'Continuar') await look(dialog, 'facebook-03-back');
  await dialog.close();
}

test('who says no on the page of the network loses nothing, and who agrees chooses a number and is connected', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  program = await Program.start('--demo');
  await page.goto(program.address);
  const desk = new Desk(page, mouse());
  await desk.press('welcome.connect');
  await toForm(page, desk, 'Loja');
  await page.getByRole('button', { name: say('consent.cloudapi') }).click();
  await expect(page.getByRole('heading', { name: say('consent.cloudapi') })).toBeFocused();
  await expect(desk.button('consent.open'), 'nothing is opened before the fields are filled in').toBeDisabled();
  await desk.press('entry.practice');
  await look(page, 'facebook-01-asks');

  await answer(context, desk, 'Cancelar');
  await expect(page.getByRole('heading', { name: say('consent.declined') })).toBeVisible();
  await look(page, 'facebook-04-declined');
  expect((await call(page, 'System.Snapshot', {})).connections).toEqual([]);

  await desk.press('consent.retry');
  await answer(context, desk, 'Continuar');
  await expect(page.getByRole('heading', { name: say('consent.choose') })).toBeVisible();
  await expect(page.getByRole('radio')).toBeChecked();
  await look(page, 'facebook-05-offers');
  const calls = page.waitForRequest((r) => r.url().endsWith('Connections.Enter'));
  await connect(page).click();
  expect((await calls).postDataJSON(), 'no secret of the number passes the page').toMatchObject({ values: {} });
  await expect(page.getByRole('heading', { name: say('entry.saved') })).toBeVisible();
  await expect(page.getByText(say('entry.receives'))).toBeVisible();
  await look(page, 'facebook-06-connected');

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [made] = (await call(page, 'System.Snapshot', {})).connections;
  await page.getByRole('button', { name: `${say('copy')}: ${say('hook.address')}` }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(made!.hook);
  const { word } = await call(page, 'Connections.Kept', { id: made!.id });
  expect(word).not.toBe('');
  await page.getByRole('button', { name: `${say('copy')}: ${say('hook.word')}` }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(word);
  watch.clean();
});

test('a visit is cancelled, one number of several is chosen, and its PIN registers it', async ({ page, context }) => {
  const simulator = await Simulator.start();
  try {
    program = await Program.start('--sim', simulator.file);
    const graph = await Graph.of(simulator);
    await page.goto(program.address);
    await call(page, 'System.Set', { key: 'welcomed', value: '1' });
    await graph.connect(page, 'Loja');
    const { id } = await graph.post<{ id: string }>('/numbers', { digits: '5511977770000' });
    await graph.setPin(id, '246810');
    await graph.post(`/numbers/${id}`, { registered: false });
    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    await page.reload();
    const desk = new Desk(page, mouse());
    await desk.press('channels.new');
    await toForm(page, desk, 'Entregas');
    await page.getByRole('button', { name: say('consent.cloudapi') }).click();
    await page.getByLabel(say('field.cloudapi.app_secret')).fill(graph.link.app_secret);
    await page.getByLabel(say('field.cloudapi.app_id')).fill('meu app');
    await desk.press('consent.open');
    await expect(page.getByText(`${say('field.cloudapi.app_id')}: ${say('finding.shape.app_id')}`)).toBeVisible();
    await page.getByLabel(say('field.cloudapi.app_id')).fill(graph.link.app_id);

    const opened = context.waitForEvent('page');
    await desk.press('consent.open');
    await (await opened).close();
    await page.bringToFront();
    await expect(page.getByRole('heading', { name: say('consent.waiting') })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: say('entry.discard') })).toBeVisible();
    await desk.press('entry.discardNo');
    await page.getByTestId('visit-waiting').waitFor();
    await desk.press('cancel');

    await answer(context, desk, 'Continuar');
    const taken = page.getByRole('radio', { name: new RegExp(say('consent.taken')) });
    await expect(taken).toBeDisabled();
    await page.getByRole('radio', { name: /97777-0000/ }).check();
    await look(page, 'facebook-07-several');
    await connect(page).click();
    await expect(page.getByRole('heading', { name: say('pin.title') })).toBeVisible();
    const pin = page.getByLabel(say('pin.label'));
    await expect(pin).toBeFocused();
    await pin.fill('111111');
    await desk.press('pin.register');
    await expect(page.getByText(say('fault.pin_refused'))).toBeVisible();
    await expect(pin).toHaveValue('');
    await look(page, 'facebook-08-pin');
    await desk.press('pin.later');
    await expect(page.getByText(say('pin.unregistered'))).toBeVisible();
    await look(page, 'facebook-14-unregistered');
    await desk.press('close');
    await desk.choose('connection.edit', page.getByRole('region', { name: 'Entregas' }));
    await save(page).click();
    await pin.fill('246810');
    await desk.press('pin.register');
    await expect(page.getByRole('heading', { name: say('entry.saved') })).toBeVisible();
    await expect
      .poll(async () => (await call(page, 'System.Snapshot', {})).connections.map((c) => c.health))
      .toEqual(['online', 'online']);
  } finally {
    await simulator.stop();
  }
});

test('a connection is changed: a kept secret goes and comes back, what fails is told in its place, and nothing typed is lost', async ({
  page,
}) => {
  const simulator = await Simulator.start();
  try {
    program = await Program.start('--sim', simulator.file);
    const graph = await Graph.of(simulator);
    await page.goto(program.address);
    await call(page, 'System.Set', { key: 'welcomed', value: '1' });
    const id = await graph.connect(page, 'Loja');
    const [channel] = (await call(page, 'System.Snapshot', {})).channels;
    await call(page, 'Channels.Reserve', { channel: channel!.id, kind: 'waweb' });
    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    await page.reload();
    const desk = new Desk(page, mouse());

    await desk.choose('connection.edit');
    await desk.press('entry.remove');
    await expect(page.getByText(say('entry.removed'))).toBeVisible();
    await expect(page.getByRole('button', { name: say('entry.keep'), exact: true })).toBeFocused();
    await look(page, 'facebook-09-secret-goes');
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: say('entry.discard') });
    await expect(question).toBeVisible();
    await look(page, 'facebook-10-discard');
    await page.keyboard.press('Escape');
    await expect(question).toHaveCount(0);
    await expect(page.getByText(say('entry.safe.file'))).toBeVisible();
    await save(page).click();
    await expect(page.getByRole('heading', { name: say('entry.half') })).toBeVisible();
    const panel = page.getByRole('complementary', { name: say('connection.edit') });
    await expect(panel.getByText(say('hook.noWord'))).toBeVisible();
    expect(await call(page, 'Connections.Kept', { id })).toEqual({
      secrets: ['token'],
      shakes: true,
      word: '',
      place: 'file',
    });
    await panel.getByRole('button', { name: say('close') }).click();
    await expect(page.getByText(say('connection.onlySends')), 'it is told where the connection stands').toBeVisible();

    await desk.choose('connection.edit');
    await page.getByLabel(say('field.cloudapi.app_secret')).fill(graph.link.app_secret);
    const { token } = await graph.post<{ token: string }>('/tokens', { scopes: ['whatsapp_business_management'] });
    await page.getByLabel(say('field.cloudapi.token'), { exact: true }).fill(token);
    await page.getByRole('button', { name: say('entry.test'), exact: true }).click();
    const missing = say('fault.token_scopes', { missing: 'whatsapp_business_messaging' });
    await expect(page.getByText(missing)).toBeVisible();
    await expect(page.getByLabel(say('field.cloudapi.token'), { exact: true }), 'the wrong field').toBeFocused();
    await look(page, 'facebook-12-missing');

    // A look at another page does not lose what was typed, and neither does another connection that is asked for.
    await page.goto(new URL('#/configuracoes/aparencia', page.url()).href);
    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    await expect(page.getByLabel(say('field.cloudapi.token'), { exact: true })).toHaveValue(token);
    await page.getByRole('button', { name: say('channels.new') }).click();
    await desk.press('entry.discardNo');
    await page.getByLabel(say('field.cloudapi.token'), { exact: true }).fill('');
    await save(page).click();
    await expect(panel.getByText(say('hook.asked'))).toBeVisible();
    expect((await call(page, 'Connections.Kept', { id })).secrets).toEqual(['token', 'app_secret']);

    await call(page, 'System.Set', { key: 'public_address', value: 'http://127.0.0.1:1' });
    await expect(panel.getByText(say('hook.asked')), 'the new address was confirmed by nobody').toHaveCount(0);
    await panel.getByRole('button', { name: say('hook.ask') }).click();
    await expect(panel.getByText(say('hook.failed'))).toBeVisible();
    await panel.getByRole('button', { name: say('close') }).click();
    await expect(page.getByText(say('hook.failed')), 'it is told where the connection stands').toBeVisible();
    await look(page, 'facebook-11-not-called');
    await page.reload();
    await expect(page.getByText(say('hook.failed')), 'it is not forgotten with the page').toBeVisible();

    await desk.choose('connection.later');
    await expect.poll(async () => (await call(page, 'System.Snapshot', {})).channels[0]!.routes.indexOf(id)).toBe(1);
    await expect(desk.more(page.locator(`[data-connection="${String(id)}"]`))).toBeFocused();
  } finally {
    await simulator.stop();
  }
});

test('a way of which the page knows nothing gets its form from its fields', async ({ page }) => {
  program = await Program.start('--demo');
  await page.route('**/api/call/Connections.Kinds', async (route) => {
    const fields = [
      { key: 'address', secret: false, optional: false },
      { key: 'access_key', secret: true, optional: true },
    ];
    await route.fulfill({ json: { kinds: [{ kind: 'later', official: false, fields, asks: [] }] } });
  });
  await page.goto(program.address);
  const desk = new Desk(page, mouse());
  await desk.press('welcome.connect');
  await page.getByRole('button', { name: 'later', exact: true }).click();
  await page.getByLabel(say('pair.name')).fill('Loja');
  await desk.press('pair.next');
  await expect(connect(page)).toBeDisabled();
  await page.getByLabel('address').fill('https://exemplo.test');
  await expect(page.getByLabel('access_key')).toHaveAttribute('type', 'password');
  await look(page, 'facebook-13-later');
  const sent = page.waitForRequest((r) => r.url().endsWith('Connections.Enter'));
  await connect(page).click();
  expect((await sent).postDataJSON()).toMatchObject({ kind: 'later', values: { address: 'https://exemplo.test' } });
});
