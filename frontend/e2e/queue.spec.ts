import { expect, test, type Locator, type Page } from '@playwright/test';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500931', name: 'Ana Lima' };
const rui = { number: '5511955500932', name: 'Rui Prado' };

test.describe.configure({ timeout: 150_000 }); // a lost link is noticed in its own time

const strip = (page: Page) => page.getByTestId('network-strip');
const sheet = (page: Page) => page.getByRole('dialog', { name: say('queue.title') });
const waits = (page: Page, text: string): Locator => sheet(page).getByTestId('queued').filter({ hasText: text });

async function see(page: Page): Promise<void> {
  await strip(page)
    .getByRole('button', { name: say('strip.see') })
    .click();
  await expect(sheet(page)).toBeVisible();
}

test('a whole day without a network: everything works, and what waited leaves in its order and once', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk, simulator } = shop;
  try {
    await shop.link();
    await call(page, 'Tags.Put', { id: 0, name: 'Encomenda', color: 3 });
    await shop.hear(ana, 'Oi, vocês fazem bolo de laranja?');
    await shop.hear(rui, 'Bom dia');
    await desk.open(ana.name);
    await expect(desk.message('bolo de laranja')).toBeVisible();
    await simulator.post('/faults', { refuse: true, kill: true });
    await expect(strip(page)).toBeVisible();

    // Read, answer, note and draft.
    for (const text of ['Fazemos sim', 'De que tamanho?', 'Errado']) await desk.answer(text);
    await page.keyboard.press('ControlOrMeta+Shift+N');
    await desk.answer('Gosta de laranja');
    await page.keyboard.press('ControlOrMeta+Shift+N');
    await desk.showTab('pending');
    await desk.open(rui.name);
    await desk.answer('Bom dia, Rui');
    await expect(strip(page)).toContainText(say('strip.queuedIn', { n: 4, talks: 2 }));
    await desk.composer.fill('Ainda não pronto');

    // Search and tag.
    await page.keyboard.press('ControlOrMeta+Shift+F');
    await page.getByRole('combobox', { name: say('search.field') }).fill('laranja');
    await expect(page.getByRole('option').filter({ hasText: 'Gosta de' })).toBeVisible();
    await page.keyboard.press('Escape');
    const { tickets } = await call(page, 'Tickets.List', {
      tab: 'open',
      after: '',
      limit: 10,
      unread: false,
      query: '',
      tag: 0,
    });
    const { id } = tickets.find((t) => t.name === ana.name)!;
    await call(page, 'Tickets.Act', { tickets: [id], act: 'tag', until: 0, reason: 0, tag: 1 });

    // What waits, and why. What is taken back can be put back at its place, or stays out.
    await see(page);
    await expect(sheet(page).getByTestId('queued')).toHaveCount(4);
    await expect(waits(page, 'De que tamanho?')).toHaveAttribute('data-why', 'link');
    await look(page, 'queue-01-sheet-1440');
    for (const text of ['Errado', 'De que tamanho?'])
      await waits(page, text)
        .getByRole('button', { name: say('msg.cancel') })
        .click();
    await expect(waits(page, 'De que tamanho?')).toHaveAttribute('data-why', 'taken');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'queue-02-taken-760');
    await page.setViewportSize({ width: 1440, height: 900 });
    await waits(page, 'De que tamanho?')
      .getByRole('button', { name: say('undo') })
      .click();
    await expect(waits(page, 'De que tamanho?')).toHaveAttribute('data-why', 'link');
    await sheet(page)
      .getByRole('button', { name: say('queue.openOf', { name: ana.name }) })
      .click();
    await expect(sheet(page)).toHaveCount(0);
    await expect(page.getByRole('heading', { name: ana.name })).toBeVisible();
    await desk.closeTicket();
    await expect(strip(page)).toContainText(say('strip.queuedIn', { n: 3, talks: 2 }));

    // The program is started again, still without a network.
    await shop.restart();
    await desk.showTab('open');
    await desk.open(rui.name);
    await expect(desk.composer).toHaveValue('Ainda não pronto');
    await see(page);
    await expect(sheet(page).getByTestId('queued')).toHaveText([/Fazemos sim/, /De que tamanho\?/, /Bom dia, Rui/]);
    await page.keyboard.press('Escape');

    // The network is back.
    await simulator.post('/faults', { refuse: false });
    await expect(desk.message('Bom dia, Rui')).toHaveAttribute('data-status', /sent|delivered/, { timeout: 90_000 });
    await expect
      .poll(async () => (await simulator.received(ana.number, 0)).map((m) => m.text), { timeout: 60_000 })
      .toEqual(['Fazemos sim', 'De que tamanho?']);
    expect((await simulator.received(rui.number, 0)).map((m) => m.text)).toEqual(['Bom dia, Rui']);
    await desk.showTab('closed');
    await desk.open(ana.name);
    await expect(desk.message('Gosta de laranja')).toHaveCount(1);
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('combobox', { name: say('command.search') }).fill(say('queue.title'));
    await page.keyboard.press('Enter');
    await expect(sheet(page)).toContainText(say('queue.empty'));
    await look(page, 'queue-03-empty');
    watch.clean();
  } finally {
    await shop.close();
  }
});
