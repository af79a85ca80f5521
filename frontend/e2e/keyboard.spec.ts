import { expect, test } from '@playwright/test';
import type { Command } from '../src/desk/commands';
import { call } from './phone';
import { proofs } from './proofs';
import { registry } from './registry';
import { Shop } from './shop';
import { marina, otavio, Stage } from './stage';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

async function byKeys(stage: Stage, command: Command): Promise<void> {
  await stage.page.keyboard.press(command.keys!.replace('Ctrl', 'ControlOrMeta'));
}

async function byPalette(stage: Stage, command: Command): Promise<void> {
  await stage.page.keyboard.press('ControlOrMeta+K');
  const field = stage.page.getByRole('combobox', { name: say('command.search') });
  await expect(field).toBeFocused();
  await stage.page.keyboard.type(say(command.label).split(' ')[0]!);
  const option = stage.page.locator(`#palette-${command.id}`);
  await expect(option).toContainText(say(command.label));
  const chosen = () => field.getAttribute('aria-activedescendant');
  for (const first = await chosen(); (await chosen()) !== `palette-${command.id}`;) {
    await stage.page.keyboard.press('ArrowDown');
    expect(await chosen(), `the arrows reach ${command.id}`).not.toBe(first);
  }
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await stage.page.keyboard.press('Enter');
}

/** Keys that the operator gave to commands, some of which have none by themselves. */
const own: Record<string, string> = { take: 'F8', report: 'Ctrl+Alt+R', note: 'Ctrl+Alt+N', details: 'Alt+D' };

async function byOwnKeys(stage: Stage, command: Command): Promise<void> {
  if (command.keys) await byKeys(stage, command); // which are its keys no more
  await stage.page.keyboard.press(own[command.id]!.replace('Ctrl', 'ControlOrMeta'));
}

/** The ways to a command, and which commands they lead to. */
const ways = [
  { name: 'by its keys', go: byKeys, leads: (c: Command) => c.keys !== undefined },
  { name: 'by keys of the operator', go: byOwnKeys, leads: (c: Command) => c.id in own, own },
  { name: 'from the palette', go: byPalette, leads: (c: Command) => c.id !== 'palette' },
];

for (const way of ways) {
  test(`every command does its work ${way.name}`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const watch = new Watch(context);
    const commands = await registry();
    expect(Object.keys(proofs).sort(), 'every command has its proof').toEqual(commands.map((c) => c.id).sort());
    for (const c of commands)
      expect(
        ways.some((w) => w.leads(c)),
        `${c.id} can be done`,
      ).toBe(true);
    test.setTimeout(300_000); // it does what an operator does in a morning
    // The browser is told to hand over its choice of files before anything asks for it: the first listener does that, in its own time.
    page.on('filechooser', () => undefined);
    // So tall that every row is in view: pressing one that must be scrolled to first is tried over and over.
    await page.setViewportSize({ width: 1440, height: 1800 });
    const shop = await Shop.open(page);
    try {
      await shop.link();
      await call(page, 'System.Set', { key: 'after_close', value: 'list' });
      if (way.own) await call(page, 'System.Set', { key: 'shortcuts', value: JSON.stringify(way.own) });
      await shop.hear(marina, 'Oi, tem bolo de cenoura?');
      await expect(shop.desk.row(marina.name)).toBeVisible();
      await shop.hear(otavio, 'Bom dia!');
      await expect(shop.desk.row(otavio.name)).toBeVisible();
      const stage = new Stage(shop);
      for (const command of commands.filter(way.leads)) {
        await test.step(command.id, async () => {
          const proof = await proofs[command.id]!(stage);
          await way.go(stage, command);
          await proof();
        });
      }
      watch.clean();
    } finally {
      await shop.close();
    }
  });
}
