import { expect, test, type Locator } from '@playwright/test';
import { Counter } from './counter';
import { look } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const olga = { number: '5511955500777', name: 'Olga Reis' };
const rui = { number: '5511955500778', name: 'Rui Campos' };
const text = 'Bom dia, Olga! Temos sim.';

test('on the official way each tick is shown when the network has said it, and the path tells the rest', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const counter = await Counter.open(page);
  const { desk, graph } = counter;
  try {
    await graph.hear(olga.number, olga.name, 'Bom dia, tem pão de queijo?');
    await graph.set(olga.number, { offline: true, sent: 'never' });
    await desk.open(olga.name);
    await desk.answer(text);
    const sent = desk.message(text);
    const mark = sent.locator('.mark [data-mark]');
    const colour = (of: Locator) => of.evaluate((e) => getComputedStyle(e).color);
    const time = () => colour(sent.locator('time'));

    /** What was on its way is there when the next word of the network is: it tells one after the other. */
    let words = 0;
    const still = async (status: string) => {
      const line = `linha ${String(++words)}`;
      await graph.hear(rui.number, rui.name, line);
      await desk.showTab('pending');
      await expect(desk.row(rui.name)).toContainText(line);
      await expect(sent).toHaveAttribute('data-status', status);
      await desk.showTab('open');
    };
    /** The list says the same as the conversation. */
    const listed = async (sign: string, said: string) => {
      await expect(desk.row(olga.name).locator('[data-mark]')).toHaveAttribute('data-mark', sign);
      await expect(desk.row(olga.name)).toHaveAccessibleName(new RegExp(`, ${said}, `));
    };

    await expect(sent).toHaveAttribute('data-status', 'accepted');
    const [asked] = await graph.asked();
    expect(asked?.text).toBe(text);
    await still('accepted');
    await expect(mark, 'Meta has it, and said nothing of the customer').toHaveAttribute('data-mark', 'accepted');
    await expect(sent.getByRole('button', { name: say('mark.accepted') })).toBeVisible();
    await listed('accepted', say('mark.accepted'));
    await look(page, 'tick-1-accepted');
    const path = page.getByRole('dialog', { name: say('msg.route') });
    const steps = path.getByTestId('route').locator('li');
    await sent.locator('button.mark').click();
    await expect(steps).toHaveCount(1);
    await expect(steps).toContainText(say('mark.accepted'));
    await expect(steps.locator('[data-mark]')).toHaveAttribute('data-mark', 'accepted');
    await page.keyboard.press('Escape');

    await graph.tell(asked!.wamid, 'sent');
    await expect(sent).toHaveAttribute('data-status', 'sent');
    await still('sent');
    await expect(mark).toHaveAttribute('data-mark', 'one');
    await expect(mark.locator('path')).toHaveCount(1);
    expect(await colour(mark), 'one grey tick').toBe(await time());
    await listed('one', say('msg.sent'));
    await look(page, 'tick-2-sent');

    await graph.set(olga.number, { offline: false });
    await expect(sent).toHaveAttribute('data-status', 'delivered');
    expect(await graph.received(olga.number)).toMatchObject([{ text }]);
    await still('delivered');
    await expect(mark).toHaveAttribute('data-mark', 'two');
    await expect(mark.locator('path')).toHaveCount(2);
    expect(await colour(mark), 'two grey ticks').toBe(await time());
    await listed('two', say('msg.delivered'));
    await look(page, 'tick-3-delivered');

    await graph.read(olga.number);
    await expect(sent).toHaveAttribute('data-status', 'read');
    await expect(mark.locator('path')).toHaveCount(2);
    expect(await colour(mark), 'what was read has a colour of its own').not.toBe(await time());
    await listed('two', say('msg.read'));
    await look(page, 'tick-4-read');

    await sent.locator('button.mark').click();
    await expect(steps).toHaveCount(3);
    await expect(steps.first()).toContainText(say('attempt.accepted'));
    await expect(steps.first()).toContainText(`${say('attempt.first')} · Loja, ${say('kind.way.cloudapi')}`);
    for (const step of await steps.all()) await expect(step.locator('time')).toHaveText(/^\d\d:\d\d:\d\d$/);
    await expect(steps.nth(1)).toContainText(say('msg.delivered'));
    await expect(steps.last()).toContainText(say('msg.read'));
    await expect(path.locator('[data-act]'), 'nothing is left to do').toHaveCount(0);
    await look(page, 'tick-5-path');
    await page.keyboard.press('Escape');
    expect(await graph.asked(), 'it was sent once').toHaveLength(1);
    watch.clean();
  } finally {
    await counter.close();
  }
});
