import { expect, test } from '@playwright/test';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500941', name: 'Ana Lima' };

test('what is fetched by itself is chosen by kind and by size, and kept', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  try {
    await shop.go('#/configuracoes/app');
    const video = page.getByRole('button', { name: say('kind.video'), exact: true });
    await expect(video).toHaveAttribute('aria-pressed', 'true');
    await video.click();
    await expect(video).toHaveAttribute('aria-pressed', 'false');
    await page.getByRole('radio', { name: '16 MB' }).check();
    await look(page, 'settings-app-1440');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'settings-app-760');
    await page.reload();
    await expect(video).toHaveAttribute('aria-pressed', 'false');
    await expect(page.getByRole('radio', { name: '16 MB' })).toBeChecked();
    const { settings } = await call(page, 'System.Snapshot', {});
    expect([settings['download_video'], settings['download_image'], settings['download_limit']]).toEqual([
      '0',
      '1',
      '16',
    ]);
    watch.clean();
  } finally {
    await shop.close();
  }
});

test('messages with a star are found without a word, and lead to their place', async ({ page, context }) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk } = shop;
  try {
    await shop.link();
    await shop.hear(ana, 'O endereço é Rua das Flores, 12', 'Obrigada');
    await desk.open(ana.name);
    await desk.message('Rua das Flores').click({ button: 'right' });
    await page.getByRole('menuitem', { name: say('act.star'), exact: true }).click();
    await expect(desk.message('Rua das Flores').getByRole('img', { name: say('bubble.starred') })).toBeVisible();
    await shop.go('#/relatorio');
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('combobox', { name: say('command.search') }).fill(say('command.starred'));
    await page.keyboard.press('Enter');
    const hits = page.locator('dialog [role=option]');
    await expect(hits).toHaveCount(1);
    await expect(hits).toContainText('Rua das Flores');
    await look(page, 'starred-1440');
    await page.keyboard.press('Enter');
    await expect(desk.message('Rua das Flores')).toBeVisible();
    watch.clean();
  } finally {
    await shop.close();
  }
});
