import { expect, test, type Locator, type Page } from '@playwright/test';
import { call, readQR } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import type { Kind } from './simulator';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500401', name: 'Ana Prado' };

test.describe.configure({ timeout: 150_000 }); // a lost link is noticed in its own time

const strip = (page: Page) => page.getByTestId('network-strip');
const dot = (page: Page) => page.locator('nav.rail .dots .dot').first();

/** The last message of ours is shown as waiting, and the strip counts it. */
async function expectWaiting(shop: Shop, text: string): Promise<void> {
  const { desk, page } = shop;
  await desk.answer(text);
  await expect(desk.message(text)).toHaveAttribute('data-status', 'queued');
  await expect(desk.message(text).locator('[data-mark="clock"], .mark svg').first()).toBeVisible();
  await expect(strip(page)).toContainText(say('strip.queued.one', { n: 1 }));
}

/** The strip says what leaves now, and goes. */
async function expectBack(page: Page, dot: Locator): Promise<void> {
  await expect(strip(page)).toHaveText(say('strip.sending.one', { n: 1 }), { timeout: 60_000 });
  await expect(strip(page)).toHaveCount(0);
  await expect(dot).toHaveClass(/online/);
}

async function pictures(page: Page, name: string): Promise<void> {
  await look(page, `${name}-1440`);
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, `${name}-760`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('the link of a session drops and comes back: what was written waits, and leaves once', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk, simulator } = shop;
  try {
    await shop.link();
    await shop.hear(ana, 'Oi, vocês abrem hoje?');
    await desk.open(ana.name);
    await expect(dot(page)).toHaveClass(/online/);

    await simulator.post('/faults', { refuse: true, kill: true });
    await expect(dot(page)).toHaveClass(/retrying|connecting/);
    await expect(strip(page)).toBeVisible();
    await expectWaiting(shop, 'Abrimos às 8h');
    await pictures(page, 'outage-1-conversation');

    await shop.go('#/configuracoes/canais');
    // The session's library tries by itself, and when is told.
    await expect(page.getByTestId('retry')).toContainText(/\d+/, { timeout: 30_000 });
    await expect(desk.button('connection.now')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(say('health.retrying'), { exact: true })).toBeVisible();
    await look(page, 'outage-2-channels');

    await simulator.post('/faults', { refuse: false });
    await desk.press('connection.now');
    await expect(page.getByText(say('health.online'), { exact: true })).toBeVisible({ timeout: 30_000 });
    expect((await simulator.received(ana.number, 0)).map((m) => m.text)).toEqual(['Abrimos às 8h']);

    // And once more with the conversation open, by itself.
    await shop.go('#/');
    await desk.showTab('open');
    await desk.open(ana.name);
    await expect(desk.message('Abrimos às 8h')).toHaveAttribute('data-status', /sent|delivered/);
    await simulator.post('/faults', { refuse: true, kill: true });
    await expect(strip(page)).toBeVisible();
    await expectWaiting(shop, 'Até as 19h');
    await simulator.post('/faults', { refuse: false });
    const back = expectBack(page, dot(page));
    await expect(desk.message('Até as 19h')).toHaveAttribute('data-status', /sent|delivered/, { timeout: 60_000 });
    await back;
    expect((await simulator.received(ana.number, 1)).map((m) => m.text)).toEqual(['Até as 19h']);
    watch.clean();
  } finally {
    await shop.close();
  }
});

for (const kind of ['wwebjs', 'wuzapi'] satisfies Kind[]) {
  test(`a ${kind} server goes away and comes back: what was written waits, and leaves once`, async ({
    page,
    context,
  }) => {
    const watch = new Watch(context);
    const shop = await Shop.open(page);
    const { desk, simulator } = shop;
    const server = simulator.server(kind);
    try {
      const values = server.line.account;
      const request = {
        connection: 0,
        channel: 0,
        name: 'Servidor',
        kind,
        values,
        testOnly: false,
        consent: 0,
        offer: 0,
      };
      const made = await call(page, 'Connections.Enter', request);
      expect(made.ok, JSON.stringify(made.findings)).toBe(true);
      const card = page.getByRole('region', { name: 'Servidor', exact: true });
      await card.getByRole('button', { name: say('connections.connect'), exact: true }).click();
      await expect(async () => {
        const qr = await readQR(desk.qr);
        expect(qr, 'no QR code can be read from the screen').not.toBeNull();
        await server.post('/scan', { qr });
      }).toPass({ timeout: 30_000 });
      await desk.expectConnected();
      await desk.showInbox();
      await server.post('/customers', ana);
      await server.post(`/customers/${ana.number}/write`, { text: 'Oi, tem bolo?' });
      await expect(desk.row(ana.name)).toBeVisible({ timeout: 30_000 });
      await desk.open(ana.name);
      const mine = page.locator('nav.rail .dots .dot').nth(1);
      await expect(mine).toHaveClass(/online/);

      await server.away(true);
      await desk.answer('Temos de cenoura');
      await expect(mine).toHaveClass(/retrying|connecting/, { timeout: 60_000 });
      await expect(desk.message('Temos de cenoura')).toHaveAttribute('data-status', 'queued');
      await expect(strip(page)).toContainText(say('strip.queued.one', { n: 1 }));
      await look(page, `outage-${kind}-1-conversation`);
      await shop.go('#/configuracoes/canais');
      await expect(page.getByTestId('retry')).toContainText(/Reconectando em \d+ s/, { timeout: 30_000 });
      await look(page, `outage-${kind}-2-channels`);
      await shop.go('#/');
      await desk.showTab('open');
      await desk.open(ana.name);

      await server.away(false);
      await expectBack(page, mine);
      await expect(desk.message('Temos de cenoura')).toHaveAttribute('data-status', /sent|delivered/, {
        timeout: 60_000,
      });
      expect(await server.received(ana.number)).toEqual(['Temos de cenoura']);
      watch.clean();
    } finally {
      await shop.close();
    }
  });
}

test('the page loses the program and finds it again: nothing is lost, nothing is shown twice', async ({ page }) => {
  const shop = await Shop.open(page);
  const { desk } = shop;
  try {
    await shop.link();
    await shop.hear(ana, 'Um');
    await desk.open(ana.name);
    await expect(desk.message('Um')).toHaveCount(1);

    await page.route('**/api/events', (asked) => asked.abort());
    await page.reload();
    await expect(desk.message('Um')).toHaveCount(1);
    const lost = page.getByRole('alert').filter({ hasText: say('fault.unreachable') });
    await expect(lost).toBeVisible({ timeout: 30_000 });
    await look(page, 'outage-page-1-cut');
    await shop.hear(ana, 'Dois', 'Três');
    await shop.hear({ number: '5511955500402', name: 'Bia Lima' }, 'Olá');
    await expect(desk.message('Dois')).toHaveCount(0);
    await page.unroute('**/api/events');

    await expect(lost).toHaveCount(0, { timeout: 30_000 });
    for (const text of ['Um', 'Dois', 'Três']) await expect(desk.message(text)).toHaveCount(1);
    await expect(desk.row('Bia Lima')).toHaveCount(1);
    await expect(desk.row(ana.name)).toHaveCount(1);
    await desk.answer('Quatro');
    await expect(desk.message('Quatro')).toHaveCount(1);
    expect((await shop.simulator.received(ana.number, 0)).map((m) => m.text)).toEqual(['Quatro']);
  } finally {
    await shop.close();
  }
});
