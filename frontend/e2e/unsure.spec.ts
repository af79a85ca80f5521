import { expect, test } from '@playwright/test';
import { Counter } from './counter';
import { call } from './phone';
import { look } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const olga = { number: '5511955500777', name: 'Olga Reis' };

test('a message whose answer is lost goes nowhere by itself, and each choice does what it says', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph, simulator } = counter;
  try {
    await counter.addReserve(page);
    await simulator.post('/customers', olga);
    await graph.hear(olga.number, olga.name, 'Ficou pronto?');
    await desk.open(olga.name);

    const mark = (text: string) => desk.message(text).locator('.mark [data-mark]');
    const below = page.getByTestId('after').last();
    const act = (name: string) => below.locator(`[data-act="${name}"]`);
    const path = page.getByRole('dialog', { name: say('msg.route') });
    const steps = path.getByTestId('route').locator('li');
    const asked = async () => (await graph.asked()).map((a) => a.text);
    const lose = async (text: string) => {
      await graph.loseNext();
      await desk.answer(text);
      await expect(desk.message(text)).toHaveAttribute('data-status', 'unsure');
      await expect(mark(text)).toHaveAttribute('data-mark', 'unsure');
      await expect(desk.row(olga.name).locator('[data-mark]')).toHaveAttribute('data-mark', 'unsure');
    };

    const seen = 'Oi, Olga! Está pronto.';
    await lose(seen);
    await expect(below).toContainText(say('unsure.explain'));
    const buttons = await below.locator('[data-act]').evaluateAll((all) => all.map((b) => b.getAttribute('data-act')));
    expect(buttons).toEqual(['arrived', 'again', 'elsewhere', 'give_up']);
    for (const doubled of ['again', 'elsewhere'])
      await expect(act(doubled)).toHaveAccessibleDescription(say('unsure.warning'));
    await look(page, 'unsure-1-asks');
    await desk.message(seen).locator('button.mark').click();
    await expect(steps).toHaveCount(1);
    await expect(steps).toContainText(say('attempt.unsure'));
    await expect(path.getByText(say('unsure.explain'))).toHaveCount(1);
    await expect(path.getByText(say('fault.unsure'))).toHaveCount(0);
    await look(page, 'unsure-2-path');
    await page.keyboard.press('Escape');
    await act('arrived').click();
    await expect(desk.message(seen)).toHaveAttribute('data-status', 'sent');
    expect(await asked(), 'it was seen there: nothing goes').toEqual([]);

    const anew = 'Fechamos às 18 h.';
    await lose(anew);
    await act('again').click();
    await expect(desk.message(anew)).toHaveAttribute('data-status', 'delivered');
    expect(await asked()).toEqual([anew]);
    await desk.message(anew).locator('button.mark').click();
    await expect(steps.first()).toContainText(say('attempt.accepted'));
    await expect(steps.first(), 'the path forgets nothing').toContainText(say('attempt.doubtful'));
    await look(page, 'unsure-3-again');
    await page.keyboard.press('Escape');

    const other = 'Pode vir hoje?';
    await lose(other);
    await act('elsewhere').click();
    await expect(desk.message(other)).toHaveAttribute('data-status', 'delivered');
    await expect(desk.message(other).locator('.mark .globe')).toBeVisible();
    expect(await simulator.received(olga.number, 0)).toMatchObject([{ text: other }]);

    const dropped = 'Ou prefere amanhã?';
    await lose(dropped);
    await act('give_up').click();
    await expect(desk.message(dropped)).toHaveAttribute('data-status', 'cancelled');
    await expect(below).toContainText(say('msg.cancelled'));
    await expect(below.locator('[data-act]')).toHaveCount(0);
    expect(await asked(), 'what was given up never left').toEqual([anew]);
    watch.clean();
  } finally {
    await counter.close();
  }
});

test('where the reserve is never used a refusal shows the cross and says who refused, and offers the other way', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph, simulator } = counter;
  try {
    await counter.addReserve(page);
    const [channel] = (await call(page, 'System.Snapshot', {})).channels;
    await call(page, 'Channels.Policy', { channel: channel!.id, policy: 'never' });
    await simulator.post('/customers', olga);
    await graph.hear(olga.number, olga.name, 'Ficou pronto?');
    await graph.post(`/customers/${olga.number}/window`, {});
    await desk.open(olga.name);
    const text = 'Oi, Olga! Está pronto.';
    await desk.answer(text);
    const sent = desk.message(text);
    const below = page.getByTestId('after');
    await expect(sent).toHaveAttribute('data-status', 'failed');
    await expect(sent.locator('.mark [data-mark]')).toHaveAttribute('data-mark', 'failed');
    await expect(desk.row(olga.name).locator('[data-mark]')).toHaveAttribute('data-mark', 'failed');
    await expect(below, 'the ring above still counts hours').toContainText(say('fault.window_refused'));
    await look(page, 'unsure-4-never');
    await below.locator('[data-act="send_by"]').click();
    await expect(sent).toHaveAttribute('data-status', 'delivered');
    await expect(sent.locator('.mark .globe')).toBeVisible();
    expect(await simulator.received(olga.number, 0)).toMatchObject([{ text }]);
    watch.clean();
  } finally {
    await counter.close();
  }
});
