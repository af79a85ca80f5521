import { expect, test } from '@playwright/test';
import { keyboard } from './hand';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500971', name: 'Ana Lima' };

test('keys are searched, changed, refused, taken from another action, and given back', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const hand = keyboard(page);
  const of = (id: string) => page.locator(`[data-keys='${id}']`);
  const own = async () => (await call(page, 'System.Snapshot', {})).settings['shortcuts'] ?? '';
  const title = page.getByRole('heading', { name: say('settings.shortcuts'), level: 1 });
  const to = async (id: string, keys: string) => {
    await of(id).focus();
    await page.keyboard.press('Enter');
    await expect(of(id)).toHaveText(say('keys.press'));
    await page.keyboard.press(keys);
  };
  try {
    await shop.go('#/configuracoes/atalhos');
    await expect(title).toBeVisible();
    await look(page, 'keys-1440');

    await test.step('searched by words and by keys', async () => {
      const field = page.getByRole('searchbox', { name: say('keys.search') });
      await hand.write(field, 'relatorio');
      await expect(page.locator('[data-keys]')).toHaveCount(1);
      await hand.write(field, 'ctrl+k');
      await expect(page.locator('[data-keys]')).toHaveCount(1);
      await expect(of('palette')).toBeVisible();
      await hand.write(field, 'xyz');
      await expect(page.getByText(say('keys.nothing', { query: 'xyz' }))).toBeVisible();
      await hand.write(field, 'ticket');
    });

    await test.step('changed at once', async () => {
      await to('close', 'Control+Alt+E');
      await expect(of('close')).toHaveText('Ctrl Alt E');
      await expect(of('close')).toBeFocused();
      await expect.poll(own).toBe('{"close":"Ctrl+Alt+E"}');
    });

    await test.step('refused with a reason', async () => {
      await page.getByRole('searchbox', { name: say('keys.search') }).fill('');
      for (const [keys, why, label] of [
        ['Control+F5', 'keys.kept', 'Ctrl F5'],
        ['Control+Enter', 'keys.fixed', 'Ctrl Enter'],
        ['z', 'keys.anywhere', 'Z'],
      ] as const) {
        await to('report', keys);
        await expect(page.getByText(say(why, { keys: label }))).toBeVisible();
        await expect(of('report')).toHaveText(say('keys.none'));
      }
      await look(page, 'keys-refused-1440');
      await to('report', 'Escape');
      await expect(page.getByText(say('keys.anywhere', { keys: 'Z' }))).toHaveCount(0);
    });

    await test.step('taken from who has them', async () => {
      await to('report', 'Control+K');
      const asked = page.getByText(say('keys.taken', { keys: 'Ctrl K', action: say('command.palette') }));
      await expect(asked).toBeVisible();
      await expect(page.getByRole('dialog'), 'nothing is done by keys that are being chosen').toHaveCount(0);
      await page.setViewportSize({ width: 760, height: 900 });
      await look(page, 'keys-taken-760');
      await page.setViewportSize({ width: 1440, height: 900 });
      await hand.press(page.getByRole('button', { name: say('keys.here') }));
      await expect(of('report')).toHaveText('Ctrl K');
      await expect(of('palette')).toHaveText(say('keys.none'));
      await page.keyboard.press('Control+K');
      await expect(page.getByRole('heading', { name: say('nav.report'), level: 1 })).toBeVisible();
      await shop.go('#/configuracoes/atalhos');
    });

    await test.step('taken away, kept over a reload, and given back', async () => {
      await to('note', 'Backspace');
      await expect(of('note')).toHaveText(say('keys.none'));
      await expect.poll(own).toContain('"note":""');
      await page.reload();
      await expect(of('note')).toHaveText(say('keys.none'));
      await hand.press(page.getByRole('button', { name: say('keys.back', { action: say('command.note') }) }));
      await expect(of('note')).toHaveText('Ctrl Shift N');
      await hand.press(page.getByRole('button', { name: say('keys.restore') }));
      await expect(of('palette')).toHaveText('Ctrl K');
      await expect.poll(own).toBe('');
    });
    watch.clean();
  } finally {
    await shop.close();
  }
});

test('keys of one letter can be turned off', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk } = shop;
  try {
    await shop.link();
    await shop.hear(ana, 'Oi!');
    await desk.row(ana.name).press('x');
    await expect(page.getByTestId('bulk-bar')).toBeVisible();
    await page.keyboard.press('Escape');
    await shop.go('#/configuracoes/atalhos');
    await page.getByLabel(say('choice.letter_keys.0'), { exact: true }).check();
    await shop.go('#/atendimento/pendentes');
    const row = desk.row(ana.name);
    for (const key of ['x', 'p', 'e']) await row.press(key);
    await expect(page.getByTestId('bulk-bar')).toHaveCount(0);
    await row.press('ContextMenu');
    const close = page.getByRole('menuitem', { name: new RegExp(`^${say('ticket.close')}`) });
    await expect(close).toHaveText(`${say('ticket.close')}Ctrl Shift E`);
    await expect(page.getByRole('menuitem', { name: say('ticket.pin'), exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    const sheet = page.getByRole('dialog', { name: say('settings.shortcuts') });
    await expect(sheet).toContainText(say('ticket.peek'));
    await expect(sheet).not.toContainText(say('ticket.select'));
    await page.keyboard.press('Escape');
    await desk.open(ana.name);
    await desk.message('Oi!').press('r');
    await expect(page.getByRole('button', { name: say('cancel'), exact: true })).toHaveCount(0);
    await desk.message('Oi!').press('ContextMenu');
    await expect(page.getByRole('menuitem', { name: say('act.reply'), exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    watch.clean();
  } finally {
    await shop.close();
  }
});
