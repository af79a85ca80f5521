import { expect, test, type Locator, type Page } from '@playwright/test';
import { listenToNotices, notices, pressNotice } from './notices';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500911', name: 'Ana Lima' };
const rui = { number: '5511955500912', name: 'Rui Prado' };
const token = 'wv-segredo-123';

const line = (page: Page, state: string): Locator => page.locator(`[data-content="call"][data-state="${state}"]`);

test('a call is told, and what became of it stands in the conversation', async ({ page, context }) => {
  const watch = new Watch(context);
  await listenToNotices(page);
  const shop = await Shop.open(page);
  const { simulator, desk } = shop;
  const banner = page.getByTestId('call-banner');
  try {
    await shop.link();
    await simulator.post('/customers', ana);
    await simulator.post('/customers', rui);

    const first = await simulator.call(ana.number);
    await expect(banner).toContainText('+55 11 95550-0911 está ligando');
    await expect(desk.row('95550-0911')).toContainText(say('kind.call_ringing'));
    await look(page, 'call-01-rings');
    await banner.getByRole('button', { name: say('notices.allow') }).click();
    await expect(banner.getByRole('button', { name: say('notices.allow') })).toHaveCount(0);
    await banner.getByRole('button', { name: say('call.open') }).click();
    await expect(line(page, 'ringing')).toContainText(say('call.onPhone'));
    await simulator.endCall(first, 'customer');
    await expect(banner).toHaveCount(0);
    await expect(line(page, 'missed')).toContainText(say('kind.call_missed'));
    await expect(desk.row('95550-0911')).toContainText(say('kind.call_missed'));

    // Another customer calls while this conversation is on screen; the press leads to theirs.
    await simulator.post(`/customers/${rui.number}/write`, { text: 'Posso ligar?' });
    await expect(desk.row(rui.name)).toBeVisible();
    const second = await simulator.call(rui.number, true);
    await expect(banner).toContainText(`${rui.name} está ligando por vídeo`);
    await expect.poll(() => notices(page, 'call')).toEqual([`${rui.name} está ligando por vídeo`]);
    await pressNotice(page);
    await expect(page.getByRole('heading', { name: rui.name })).toBeVisible();
    await simulator.endCall(second, 'answer');
    await expect(line(page, 'answered')).toContainText(say('call.elsewhere'));
    await expect.poll(() => notices(page, 'call')).toEqual([`${rui.name} está ligando por vídeo (closed)`]);

    // Of a call from whom is on screen there is no notice.
    const third = await simulator.call(rui.number);
    await expect(banner).toContainText(`${rui.name} está ligando`);
    await simulator.endCall(third, 'decline');
    await expect(line(page, 'rejected')).toContainText(say('kind.call_rejected'));
    await expect(banner).toHaveCount(0);
    expect(await notices(page, 'call')).toHaveLength(1);
    await look(page, 'call-02-lines');
    await expect(desk.tab('pending')).toContainText('2');
    watch.clean();
  } finally {
    await shop.close();
  }
});

test('calls are rejected and answered with one text where the connection is set so', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { simulator, desk } = shop;
  try {
    await shop.link();
    await simulator.post('/customers', ana);
    await shop.go('#/configuracoes/canais');
    await desk.choose('connection.calls');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('radio', { name: say('calls.ring') })).toBeChecked();
    await dialog.getByRole('radio', { name: say('calls.reject') }).check();
    await dialog.getByLabel(say('calls.text'), { exact: true }).fill('Não atendemos chamadas. Escreva, por favor!');
    await look(page, 'call-03-options');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'call-03-options-narrow');
    await page.setViewportSize({ width: 1440, height: 900 });
    await dialog.getByRole('button', { name: say('entry.save') }).click();
    await expect(dialog).toHaveCount(0);

    await shop.go('#/atendimento');
    const first = await simulator.call(ana.number);
    expect(await simulator.rejected(first)).toBe(true);
    await simulator.endCall(first, 'customer');
    expect((await simulator.received(ana.number, 0)).map((m) => m.text)).toEqual([
      'Não atendemos chamadas. Escreva, por favor!',
    ]);
    const second = await simulator.call(ana.number);
    expect(await simulator.rejected(second)).toBe(true);
    await desk.open('95550-0911');
    await expect(line(page, 'rejected')).toHaveCount(2);
    await expect(desk.message('Não atendemos chamadas.')).toHaveCount(1);
    await expect(desk.message('Não atendemos chamadas.')).toContainText(say('bubble.routine'));
    await expect(desk.message('Não atendemos chamadas.')).toHaveAttribute('data-status', 'delivered');
    expect(await simulator.received(ana.number, 0)).toHaveLength(1);
    await expect(page.getByRole('button', { name: say('ticket.take') })).toBeVisible();
    await expect(page.getByTestId('call-banner')).toHaveCount(0);
    await look(page, 'call-04-rejected');
    watch.clean();
  } finally {
    await shop.close();
  }
});

test('the webphone opens on a press, and its token goes nowhere', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const asked: string[] = [];
  await context.route('https://app.wavoip.com/**', async (route) => {
    const request = route.request();
    asked.push([request.url(), JSON.stringify(await request.allHeaders()), request.postData() ?? ''].join(' '));
    await route.fulfill({ contentType: 'text/html', body: '<title>Wavoip</title>' });
  });
  const shop = await Shop.open(page);
  const { desk } = shop;
  try {
    await shop.link();
    await shop.hear(ana, 'Pode me ligar?');
    await expect(desk.row(ana.name)).toBeVisible();
    await shop.go('#/configuracoes/canais');
    const open = page.getByRole('button', { name: say('webphone.open') });
    await expect(open).toHaveCount(0);

    const dialog = page.getByRole('dialog');
    await desk.choose('connection.calls');
    const field = dialog.getByLabel(say('webphone.tokens'), { exact: true });
    await expect(field).toHaveAttribute('type', 'password');
    await field.fill('dois tokens sem vírgula');
    await dialog.getByRole('button', { name: say('entry.save') }).click();
    await expect(dialog.getByRole('alert')).toContainText(say('fault.webphone_token'));
    await look(page, 'call-05-token-refused');
    await field.fill(`${token}, outro-456`);
    await dialog.getByRole('button', { name: say('entry.save') }).click();
    await expect(dialog).toHaveCount(0);
    await expect(open).toBeVisible();
    expect(asked, 'nothing is asked before the press').toEqual([]);
    expect(await page.content()).not.toContain(token);
    expect(JSON.stringify(await call(page, 'System.Snapshot', {}))).not.toContain(token);
    await look(page, 'call-06-row');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'call-06-row-narrow');
    await page.setViewportSize({ width: 1440, height: 900 });

    const [outside] = await Promise.all([context.waitForEvent('page'), open.click()]);
    await outside.waitForLoadState();
    expect(outside.url()).toBe('https://app.wavoip.com/');
    await outside.close();

    // From the conversation the customer's number comes along, in the clipboard alone.
    await shop.go('#/atendimento');
    await desk.open(ana.name);
    const phone = page.getByRole('button', { name: say('webphone.call') });
    const [again] = await Promise.all([context.waitForEvent('page'), phone.click()]);
    await again.waitForLoadState();
    expect(again.url()).toBe('https://app.wavoip.com/');
    await again.close();
    await expect(page.getByText('+55 11 95550-0911 copiado.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('+5511955500911');
    await look(page, 'call-07-phone');
    expect(asked).toHaveLength(2);
    for (const request of asked) {
      expect(request).not.toContain(token);
      expect(request).not.toContain(ana.number);
    }

    // Taken away, the button goes with it.
    await shop.go('#/configuracoes/canais');
    await desk.choose('connection.calls');
    await dialog.getByRole('button', { name: say('entry.remove') }).click();
    await dialog.getByRole('button', { name: say('entry.save') }).click();
    await expect(open).toHaveCount(0);
  } finally {
    await shop.close();
  }
});
