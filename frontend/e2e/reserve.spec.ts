import { expect, test } from '@playwright/test';
import { Counter } from './counter';
import { call } from './phone';
import { look } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const olga = { number: '5511955500777', name: 'Olga Reis' };
const rui = { number: '5511955500778', name: 'Rui Campos' };

test('a cross stands only where the network refused, in the conversation and in the list, and turns into the globe', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph, simulator } = counter;
  try {
    const reserve = await counter.addReserve(page);
    const health = async () =>
      (await call(page, 'System.Snapshot', {})).connections.find((c) => c.id === reserve)?.health;
    for (const who of [olga, rui]) await simulator.post('/customers', who);
    await simulator.post('/faults', { refuse: true, kill: true });
    await expect.poll(health).not.toBe('online');

    const mark = (text: string) => desk.message(text).locator('.mark [data-mark]');
    const listed = (name: string) => desk.row(name).locator('[data-mark]');
    const path = page.getByRole('dialog', { name: say('msg.route') });
    const steps = path.getByTestId('route').locator('li');

    // The network holds her window for closed, and nobody here can know: it is asked, and it refuses.
    const refused = 'Oi, Olga! Está pronto.';
    await graph.hear(olga.number, olga.name, 'Ficou pronto?');
    await graph.post(`/customers/${olga.number}/window`, {});
    await desk.open(olga.name);
    await desk.answer(refused);
    await expect(mark(refused)).toHaveAttribute('data-mark', 'trying');
    await expect(listed(olga.name)).toHaveAttribute('data-mark', 'trying');
    await expect(desk.row(olga.name)).toHaveAccessibleName(new RegExp(`, ${say('mark.trying')}, `));
    await expect(page.getByText(say('mark.rerouted'))).toBeVisible();
    await look(page, 'reserve-1-refused');

    // His has closed by the program's own count: nobody was asked, so nothing was refused.
    const foreseen = 'Bom dia, Rui! Já separei.';
    await graph.hear(rui.number, rui.name, 'Separa um bolo?', '25h');
    await desk.showTab('pending');
    await desk.open(rui.name);
    await desk.answer(foreseen);
    await expect(mark(foreseen)).toHaveAttribute('data-mark', 'clock');
    await expect(listed(rui.name)).toHaveAttribute('data-mark', 'clock');
    await expect(desk.row(rui.name)).toHaveAccessibleName(new RegExp(`, ${say('mark.reserveNext')}, `));
    await expect(page.getByText(`${say('fault.window_closed')} ${say('mark.reserveNext')}`)).toBeVisible();
    await expect(listed(olga.name), 'hers goes on').toHaveAttribute('data-mark', 'trying');
    await look(page, 'reserve-2-foreseen');
    await desk.message(foreseen).locator('button.mark').click();
    await expect(steps).toHaveCount(2);
    await expect(steps.first()).toContainText(say('attempt.untried'));
    await expect(steps.first()).toContainText(say('fault.window_closed'));
    await expect(steps.first(), 'the reserve has it').not.toContainText(say('fault.window_closed.then'));
    await expect(steps.last()).toContainText(say('attempt.queued'));
    await look(page, 'reserve-3-path');
    await page.keyboard.press('Escape');
    expect(await graph.asked(), 'the network was asked for hers alone').toMatchObject([{ text: refused }]);

    await simulator.post('/faults', { heal: true });
    await expect(desk.message(foreseen)).toHaveAttribute('data-status', 'delivered', { timeout: 60_000 });
    await expect(desk.message(foreseen).locator('.globe')).toBeVisible();
    await expect(listed(rui.name)).toHaveAttribute('data-mark', 'two');
    await expect(desk.row(rui.name).locator('.globe')).toBeVisible();
    await desk.open(olga.name);
    await expect(desk.message(refused)).toHaveAttribute('data-status', 'delivered');
    await desk.message(refused).locator('button.mark').click();
    await expect(steps).toHaveCount(3);
    await expect(steps.first()).toContainText(`${say('fault.window_refused')} (131047)`);
    await expect(steps.first()).toContainText(say('attempt.refusedOfficial'));
    await expect(steps.first(), 'the reserve carried it').not.toContainText(say('fault.window_refused.then'));
    await expect(steps.nth(1)).toContainText(say('mark.reserve'));
    await look(page, 'reserve-4-carried');
    await page.keyboard.press('Escape');
    for (const [who, text] of [
      [olga, refused],
      [rui, foreseen],
    ] as const)
      expect(await simulator.received(who.number, 0), 'it arrived once').toMatchObject([{ text }]);
    watch.clean();
  } finally {
    await counter.close();
  }
});
