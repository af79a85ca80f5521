import { expect, test, type Page } from '@playwright/test';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const marina = { number: '5511955500700', name: 'Marina Duarte' };
const rafael = { number: '5511955500701', name: 'Rafael Nunes' };

let shop: Shop;
let watch: Watch;

test.beforeEach(async ({ page, context }) => {
  watch = new Watch(context);
  shop = await Shop.open(page);
  await shop.link();
  await shop.hear(marina, 'O bolo de jabuticaba é para sábado', 'Pode ser às 16h?');
  await shop.simulator.post(`/customers/${marina.number}/burst`, { count: 520, prefix: 'linha' });
  await shop.hear(rafael, 'Bom dia! Vocês têm PÃO DE AÇÚCAR? 🎂');
  await expect(shop.desk.row(marina.name)).toContainText('linha 520');
  await expect(shop.desk.row(rafael.name)).toContainText('PÃO');
});

test.afterEach(() => shop.close());

const jump = (page: Page) => page.getByTestId('jump');
const options = (page: Page) => page.locator('dialog [role=option]');
const field = (page: Page) => page.getByRole('dialog').getByRole('combobox').first();

/** Where the upper edge of a message is, on the screen, in pixels. */
const top = (page: Page, id: string) =>
  page.evaluate((id) => document.querySelector(`[data-message="${id}"]`)!.getBoundingClientRect().top, id);

/** The message in the middle of the conversation. */
const inTheMiddle = (page: Page) =>
  page.evaluate(() => {
    const view = document.querySelector('.messages')!.getBoundingClientRect();
    const all = [...document.querySelectorAll<HTMLElement>('[data-message]')];
    return all.find((m) => m.getBoundingClientRect().top > view.top + view.height / 2)!.dataset['message']!;
  });

/** Waits until the conversation has come to rest. */
const rest = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const box = document.querySelector('.messages .box')!;
        let [at, still] = [box.scrollTop, 0];
        const look = () => {
          still = box.scrollTop === at ? still + 1 : 0;
          at = box.scrollTop;
          if (still > 5) done(null);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

test('what is looked for in the list is looked for in all messages by Enter', async ({ page }) => {
  const box = page.getByRole('searchbox', { name: say('list.search') });
  await box.fill('jabuticaba');
  await expect(page.getByText(say('list.noHits'))).toBeVisible();
  await expect(page.getByRole('button', { name: say('list.inMessages', { words: 'jabuticaba' }) })).toBeVisible();
  await look(page, 'list-search-1440');
  await box.press('Enter');
  await expect(field(page)).toHaveValue('jabuticaba');
  await expect(options(page).filter({ hasText: 'jabuticaba' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(shop.desk.message('O bolo de jabuticaba')).toBeVisible();
  watch.clean();
});

async function toTheEnd(page: Page): Promise<void> {
  await expect(async () => {
    if (await jump(page).isVisible()) await jump(page).click();
    await expect(shop.desk.message('linha 520')).toBeInViewport({ timeout: 500 });
  }).toPass();
}

/** Searches in all messages and waits for the hit. */
async function seek(page: Page, query: string, hit: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Shift+F');
  await field(page).fill(query);
  await expect(options(page).first()).toContainText(hit);
}

test('from everything to a message far back, and back to the same pixel', async ({ page }) => {
  const { desk } = shop;
  await desk.open(marina.name);
  await toTheEnd(page);
  await page.mouse.move(760, 400);
  await page.mouse.wheel(0, -900);
  await rest(page);
  const id = await inTheMiddle(page);
  const before = await top(page, id);

  await seek(page, 'JABUTIC', 'jabuticaba');
  await expect(options(page).first().locator('mark')).toHaveText('jabuticaba');
  await page.keyboard.press('Enter');
  const found = desk.message('jabuticaba');
  await expect(found).toBeInViewport({ ratio: 1 });
  await expect(found).toBeFocused();
  expect(await page.locator('[data-message]').count(), 'only what is near is drawn').toBeLessThan(60);
  // It goes on from there in both directions, without a gap.
  await expect(desk.message('Pode ser às 16h?')).toBeVisible();
  for (const text of ['Pode ser às 16h?', 'linha 1', 'linha 2']) {
    await page.keyboard.press('ArrowDown');
    await expect(page.locator(':focus')).toContainText(text);
  }

  await expect(jump(page)).toHaveText(say('thread.back'));
  await jump(page).click();
  await expect(desk.message('jabuticaba')).toHaveCount(0);
  await rest(page);
  expect(await top(page, id), 'the same message at the same pixel').toBe(before);
  await expect(jump(page)).not.toContainText(say('thread.back'));
  watch.clean();
});

test('from another conversation and back, and down to what is written meanwhile', async ({ page }) => {
  const { desk } = shop;
  await desk.open(rafael.name);
  await expect(desk.message('PÃO DE AÇÚCAR')).toBeVisible();
  await seek(page, 'jabuticaba', marina.name);
  await options(page).first().click();
  const found = desk.message('jabuticaba');
  await expect(found).toBeInViewport({ ratio: 1 });
  await shop.hear(marina, 'uma nova, no fim');
  await expect(desk.row(marina.name)).toContainText('uma nova');
  await expect(desk.message('uma nova')).toHaveCount(0);
  await jump(page).click();
  await expect(desk.message('PÃO DE AÇÚCAR')).toBeVisible();
  await desk.open(marina.name);
  await toTheEndOf(page, 'uma nova, no fim');
  watch.clean();
});

async function toTheEndOf(page: Page, text: string): Promise<void> {
  await expect(async () => {
    if (await jump(page).isVisible()) await jump(page).click();
    await expect(shop.desk.message(text)).toBeInViewport({ timeout: 500 });
  }).toPass();
}

test('reading on from far back reaches the end without a gap', async ({ page }) => {
  const { desk } = shop;
  await desk.open(rafael.name);
  await seek(page, 'linha 200', 'linha 200');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-message] .text').getByText(/^linha 200$/)).toBeInViewport({ ratio: 1 });
  const seen = new Set<string>();
  await page.mouse.move(760, 400);
  await expect(async () => {
    for (const text of await page.locator('[data-message] .text').allInnerTexts()) seen.add(text.trim());
    await page.mouse.wheel(0, 900);
    await rest(page);
    expect(seen).toContain('linha 520');
  }).toPass({ timeout: 60_000 });
  for (let n = 200; n <= 520; n++) expect(seen, `line ${String(n)}`).toContain(`linha ${String(n)}`);
  await desk.answer('Já vou ver!');
  await expect(desk.message('Já vou ver!')).toBeInViewport();
  watch.clean();
});

test('an answer that is written far back leads to the end', async ({ page }) => {
  const { desk } = shop;
  await desk.open(marina.name);
  await seek(page, 'jabuticaba', marina.name);
  await page.keyboard.press('Enter');
  await expect(desk.message('jabuticaba')).toBeInViewport();
  await desk.answer('Sim, às 16h.');
  await expect(desk.message('Sim, às 16h.')).toBeInViewport();
  watch.clean();
});

test('words are found within a conversation, the last first', async ({ page }) => {
  const { desk } = shop;
  await desk.open(marina.name);
  await toTheEnd(page);
  await page.keyboard.press('ControlOrMeta+F');
  const find = page.getByTestId('find');
  const within = find.getByRole('searchbox');
  await within.fill('linha 51');
  const told = find.getByRole('status');
  await expect(told).toHaveText(say('find.count', { at: 1, n: 11 }));
  await expect(desk.message('linha 519')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(told).toHaveText(say('find.count', { at: 2, n: 11 }));
  await expect(page.locator('.lit')).toContainText('linha 518');
  for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowUp');
  await expect(told).toHaveText(say('find.count', { at: 11, n: 11 }));
  await expect(page.locator('[data-message] .text').getByText(/^linha 51$/)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Shift+Enter');
  await expect(told).toHaveText(say('find.count', { at: 10, n: 11 }));
  await look(page, 'search-find');
  await within.fill('jabuticaba');
  await expect(desk.message('jabuticaba')).toBeInViewport({ ratio: 1 });
  await within.fill('açúcar');
  await expect(told).toHaveText(say('find.none'));
  await page.keyboard.press('Escape');
  await expect(find).toHaveCount(0);
  await expect(desk.composer).toBeFocused();
  await jump(page).click();
  await expect(desk.message('linha 520')).toBeInViewport();
  watch.clean();
});

test('everything by keyboard: contacts, filters, recent searches', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('pao acuc');
  await expect(options(page).filter({ hasText: 'AÇÚCAR' })).toBeVisible();
  await look(page, 'search-palette');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(shop.desk.message('AÇÚCAR')).toBeFocused();

  await page.keyboard.press('ControlOrMeta+Shift+F');
  await expect(options(page).first()).toContainText('pao acuc');
  await look(page, 'search-empty');
  await page.keyboard.type('95550-0700');
  await expect(options(page).first()).toContainText(marina.name);
  await field(page).fill('linha 52');
  await expect(options(page)).toHaveCount(2);
  await look(page, 'search-results');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel(say('search.from'), { exact: true })).toBeFocused();
  await page.getByLabel(say('search.from'), { exact: true }).selectOption('me');
  await expect(page.getByText(say('search.none', { query: 'linha 52' }))).toBeVisible();
  await look(page, 'search-nothing');
  await page.getByRole('button', { name: say('search.clear') }).click();
  await expect(options(page)).toHaveCount(2);
  await page.getByLabel(say('search.kind'), { exact: true }).selectOption('document');
  await expect(options(page)).toHaveCount(0);
  await page.getByLabel(say('search.kind'), { exact: true }).selectOption('');
  await page.getByLabel(say('search.when'), { exact: true }).selectOption('today');
  await expect(options(page)).toHaveCount(2);
  await field(page).fill('linha');
  await expect(options(page)).toHaveCount(30);
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
  await expect(options(page)).toHaveCount(60);
  await field(page).fill('x'.repeat(400));
  await expect(options(page)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  watch.clean();
});

test('it fits a narrow window', async ({ page }) => {
  await page.setViewportSize({ width: 760, height: 900 });
  await seek(page, 'linha', 'linha 520');
  await look(page, 'search-narrow');
});
