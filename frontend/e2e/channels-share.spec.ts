import { expect, test, type Page } from '@playwright/test';
import { Counter } from './counter';
import { call, readQR } from './phone';
import { look, narrow } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const olga = { number: '5511955500777', name: 'Olga Reis' };
const crowd = ['Ana', 'Bia', 'Caio', 'Davi', 'Eva', 'Fabio'].map((name, i) => ({
  number: `551195550060${String(i)}`,
  name: `${name} Souza`,
}));

/** Takes the pictures of a step on a wide and on a narrow screen, where the panel lies over a page that is out of reach. */
async function pictures(page: Page, name: string): Promise<void> {
  await look(page, `${name}-1440`);
  await page.setViewportSize({ width: 760, height: 900 });
  const panel = await page.locator('aside[data-pane]').count();
  await (panel > 0 ? narrow : look)(page, `${name}-760`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('a channel borrows a connection, gets the answers to it, and gives it back', async ({ page, context }) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph, simulator } = counter;
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  const panel = page.locator('aside[data-pane]');
  const go = (hash: string) => page.goto(new URL(hash, page.url()).href);
  try {
    await simulator.post('/customers', olga);
    await call(page, 'Channels.Create', { kind: 'waweb', name: 'Entregas' });
    await go('#/configuracoes/canais');
    await card('Entregas')
      .getByRole('button', { name: say('connections.connect') })
      .click();
    await expect(async () => {
      const qr = await readQR(desk.qr);
      expect(qr, 'no QR code can be read from the screen').not.toBeNull();
      await simulator.post('/scan', { qr });
    }).toPass({ timeout: 30_000 });
    await desk.expectConnected();
    await desk.press('close');

    // What another channel has can be used without another number, and what that means is agreed to.
    await card('Loja')
      .getByRole('button', { name: say('reserve.add') })
      .click();
    await pictures(page, 'share-1-methods');
    await desk.press('borrow.method');
    await expect(panel.getByText(say('borrow.of', { way: say('kind.way.waweb'), name: 'Entregas' }))).toBeVisible();
    await look(page, 'share-2-which-1440');
    await panel.locator('.method').first().click();
    await expect(panel.getByText(/O cliente verá \+55 11/)).toBeVisible();
    await expect(panel.getByText(say('warning.bulk'))).toBeVisible();
    await look(page, 'share-3-agree-1440');
    await desk.press('reserve.agree');
    await expect(panel).toHaveCount(0);
    const lent = card('Loja').locator('[data-connection]').last();
    await expect(lent).toContainText(say('borrow.of', { way: say('kind.way.waweb'), name: 'Entregas' }));
    await expect(card('Entregas').locator('[data-connection]')).toHaveCount(1);
    await pictures(page, 'share-4-borrowed');

    // What the official interface refuses leaves by it, and the answer comes back to the same conversation.
    await graph.hear(olga.number, olga.name, 'Ficou pronto?');
    await graph.post(`/customers/${olga.number}/window`, {});
    await go('#/atendimento/pendentes');
    await desk.open(olga.name);
    await desk.answer('Está pronto, Olga.');
    await expect(desk.message('Está pronto, Olga.')).toHaveAttribute('data-status', 'delivered');
    await expect(desk.message('Está pronto, Olga.').locator('.globe')).toBeVisible();
    await simulator.post(`/customers/${olga.number}/write`, { text: 'Chego às seis' });
    await expect(desk.message('Chego às seis')).toBeVisible();
    await expect(desk.row(olga.name)).toHaveCount(1);

    await go('#/configuracoes/canais');
    const events = page.getByTestId('events');
    await expect(events).toContainText(say('event.reserve', { name: 'Loja', who: olga.name }));
    const row = card('Entregas').locator('[data-connection]');
    await row.locator('[data-refresh]').click();
    await expect(row.getByText(/^Respondeu às \d\d:\d\d/)).toBeVisible();
    await look(page, 'share-5-refreshed');
    await events.scrollIntoViewIfNeeded();
    await look(page, 'share-5-events');
    await events.getByRole('link', { name: say('event.seeTalk', { who: olga.name }) }).click();
    await expect(desk.message('Chego às seis')).toBeVisible();

    await go('#/configuracoes/canais');
    await desk.choose('borrow.end', lent);
    await look(page, 'share-6-end');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('borrow.end'), exact: true })
      .click();
    await expect(card('Loja').locator('[data-connection]')).toHaveCount(1);
    await expect(card('Entregas').getByText(say('health.online'), { exact: true })).toBeVisible();

    watch.clean();
  } finally {
    await counter.close();
  }
});

test('the same words for a sixth contact are asked about, and a channel is left without connections', async ({
  page,
  context,
}) => {
  const shop = await Shop.open(page, 'Entregas');
  const { desk } = shop;
  const card = page.getByRole('region', { name: 'Entregas', exact: true });
  const panel = page.locator('aside[data-pane]');
  try {
    await shop.link();
    // They come back when they are not sent.
    const text = 'Hoje tem promoção de bolo!';
    for (const who of crowd) await shop.hear(who, 'Oi');
    const pending = async () =>
      (
        await call(page, 'Tickets.List', {
          tab: 'pending',
          after: '',
          limit: 50,
          unread: false,
          query: 'Souza',
          tag: 0,
        })
      ).tickets;
    await expect.poll(async () => (await pending()).length).toBe(crowd.length);
    const tickets = await pending();
    const last = tickets.find((t) => t.name === crowd[5]!.name)!;
    for (const t of tickets.filter((t) => t !== last))
      await call(page, 'Messages.Send', {
        ...{ ticket: t.id, key: `k${String(t.id)}`, text, replyTo: 0, note: false, template: null },
        ...{ connection: 0, despite: false, confirmed: false },
      });
    await shop.go(`#/atendimento/pendentes/${String(last.id)}`);
    await desk.composer.fill(text);
    await page.getByTestId('send').click();
    const warning = page.getByRole('dialog', { name: say('bulk.title', { n: 6 }) });
    await expect(warning.getByText(say('warning.bulk'))).toBeVisible();
    await pictures(page, 'share-7-many');
    await warning
      .getByRole('button', { name: say('bulk.stop'), exact: true })
      .last()
      .click();
    await expect(desk.composer).toHaveValue(text);
    await expect(desk.message(text)).toHaveCount(0);
    await page.getByTestId('send').click();
    await warning.getByRole('button', { name: say('bulk.go') }).click();
    await expect(desk.message(text)).toHaveCount(1);
    await expect(desk.composer).toHaveValue('');

    const rest = new Watch(context);

    // A channel may be left without connections: the conversation says why nothing leaves, and one is added later.
    await shop.go('#/configuracoes/canais');
    await desk.choose('connections.remove', card.locator('[data-connection]'));
    await look(page, 'share-8-last');
    await desk.press('connection.leave');
    await expect(card.getByText(say('channel.noWays'))).toBeVisible();
    await pictures(page, 'share-9-without');
    await shop.go(`#/atendimento/abertos/${String(last.id)}`);
    await expect(page.getByText(say('composer.noWay'))).toBeVisible();
    await look(page, 'share-10-composer');
    await shop.go('#/configuracoes/canais');
    await card.getByRole('button', { name: say('channel.addWay') }).click();
    await desk.press('method.waweb');
    await expect(desk.qr).toBeVisible();
    await expect(panel.getByText(say('warning.bulk'))).toBeVisible();
    expect((await call(page, 'System.Snapshot', {})).channels.find((c) => c.name === 'Entregas')!.routes).toHaveLength(
      1,
    );
    rest.clean();
  } finally {
    await shop.close();
  }
});
