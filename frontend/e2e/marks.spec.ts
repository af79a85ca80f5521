import { expect, test } from '@playwright/test';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const marina = { number: '5511955500301', name: 'Marina Duarte' };

test('one tick, two ticks and read are shown when each is true, and one waiting customer counts as one', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk, simulator } = shop;
  try {
    await shop.link();
    await shop.hear(marina, 'Oi, tem bolo de cenoura?');
    await expect(desk.row(marina.name)).toBeVisible();
    await expect(desk.tab('pending').locator('b')).toHaveText('1');
    for (const other of ['open', 'snoozed'] as const) await expect(desk.tab(other).locator('b')).toHaveText('0');
    await expect(page.getByTestId('ticket-row')).toHaveCount(1);
    await look(page, 'mark-1-pending');

    await simulator.post(`/customers/${marina.number}/offline`, { on: true });
    await desk.open(marina.name);
    await desk.answer('Temos sim, Marina!');
    const sent = desk.message('Temos sim, Marina!');
    const ticks = sent.locator('.mark svg.tick path');
    const colour = () => sent.locator('svg.tick').evaluate((tick) => getComputedStyle(tick).stroke);
    const time = () => sent.locator('time').evaluate((text) => getComputedStyle(text).color);

    await expect(sent).toHaveAttribute('data-status', 'sent');
    // Her telephone holds the message, so a receipt would have left before the words that follow.
    expect(await simulator.received(marina.number, 0)).toHaveLength(1);
    await shop.hear(marina, 'Alô?');
    await expect(desk.message('Alô?')).toBeVisible();
    await expect(sent).toHaveAttribute('data-status', 'sent');
    await expect(ticks).toHaveCount(1);
    await expect(sent.getByRole('button', { name: say('msg.sent') })).toBeVisible();
    expect(await colour(), 'one grey tick').toBe(await time());
    await look(page, 'mark-2-sent');

    await simulator.post(`/customers/${marina.number}/offline`, { on: false });
    await expect(sent).toHaveAttribute('data-status', 'delivered');
    await shop.hear(marina, 'Voltei');
    await expect(desk.message('Voltei')).toBeVisible();
    await expect(sent).toHaveAttribute('data-status', 'delivered');
    await expect(ticks).toHaveCount(2);
    await expect(sent.getByRole('button', { name: say('msg.delivered') })).toBeVisible();
    expect(await colour(), 'two grey ticks').toBe(await time());
    await look(page, 'mark-3-delivered');

    await simulator.post(`/customers/${marina.number}/read`, {});
    await expect(sent).toHaveAttribute('data-status', 'read');
    await expect(ticks).toHaveCount(2);
    await expect(sent.getByRole('button', { name: say('msg.read') })).toBeVisible();
    expect(await colour(), 'the ticks of a message that was read have a colour of their own').not.toBe(await time());
    await look(page, 'mark-4-read');
    watch.clean();
  } finally {
    await shop.close();
  }
});
