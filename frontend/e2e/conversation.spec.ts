import { expect, test, type Page } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { call, readQR } from './phone';
import { Program } from './program';
import { Simulator } from './simulator';
import { Watch } from './watch';

const marina = { number: '5511955500700', name: 'Marina Duarte' };
const rafael = { number: '5511955500701', name: 'Rafael Nunes' };

let simulator: Simulator;
let program: Program;
let watch: Watch;
let desk: Desk;

test.beforeEach(async ({ page, context }) => {
  watch = new Watch(context);
  simulator = await Simulator.start();
  program = await Program.start('--sim', simulator.file);
  await page.addInitScript(() => {
    window.EventSource = new Proxy(EventSource, {
      construct(kind, [url]: [string]) {
        return Object.assign(window, { events: new kind(url) }).events;
      },
    });
  });
  await page.goto(program.address);
  desk = new Desk(page, mouse());
  await desk.startInstance('Loja', 'qr');
  await expect(async () => {
    const qr = await readQR(desk.qr);
    await simulator.post('/scan', { qr });
  }).toPass({ timeout: 30_000 });
  await desk.expectConnected();
  for (const person of [marina, rafael]) await simulator.post('/customers', person);
});

test.afterEach(async () => {
  await program.stop();
  await simulator.stop();
});

const write = (to: typeof marina, text: string) => simulator.post(`/customers/${to.number}/write`, { text });
const burst = (to: typeof marina, count: number, prefix: string) =>
  simulator.post(`/customers/${to.number}/burst`, { count, prefix });

/** Where the upper edge of a message is, on the screen, in pixels. */
const top = (page: Page, id: string) =>
  page.evaluate((id) => document.querySelector(`[data-message="${id}"]`)!.getBoundingClientRect().top, id);

/** The message in the middle of the conversation. */
const inTheMiddle = (page: Page) =>
  page.evaluate(() => {
    const view = document.querySelector('.messages')!.getBoundingClientRect();
    const middle = view.top + view.height / 2;
    const all = [...document.querySelectorAll<HTMLElement>('[data-message]')];
    return all.find((m) => m.getBoundingClientRect().top > middle)!.dataset['message']!;
  });

/** Two frames, after which everything that is drawn late was drawn. */
const frames = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))));

const bottomOf = async (page: Page, selector: string) => {
  const box = (await page.locator(selector).last().boundingBox())!;
  return box.y + box.height;
};

/** Opens Marina's conversation of that many messages, all of them read, and stands at its end. */
async function openLong(page: Page, count: number): Promise<void> {
  await write(marina, 'a primeira de todas');
  await burst(marina, count, 'linha');
  await desk.showInbox();
  await expect(desk.row(marina.name)).toContainText(`linha ${count}`);
  await desk.open(marina.name);
  await expect(desk.message('linha').first()).toBeVisible();
  const jump = page.getByTestId('jump');
  await expect(async () => {
    if (await jump.isVisible()) await jump.click();
    await expect(desk.message(`linha ${count}`)).toBeInViewport({ timeout: 500 });
  }).toPass();
}

/** Turns the wheel over the conversation and waits until it has come to rest. */
async function scroll(page: Page, by: number): Promise<void> {
  await page.mouse.move(760, 400);
  await page.mouse.wheel(0, by);
  await page.evaluate(
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
}

/** Keeps older messages from coming until they are let go; whoever lets them go waits until they were asked for. */
async function holdOlder(page: Page): Promise<() => Promise<void>> {
  const waiting: (() => void)[] = [];
  let open = false;
  await page.route('**/api/call/Messages.Page', async (route) => {
    if (!open) await new Promise<void>((go) => waiting.push(go));
    await route.continue();
  });
  return async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    open = true;
    waiting.forEach((go) => go());
  };
}

/** Makes the page believe that it missed something, as after the computer slept. */
async function resync(page: Page): Promise<void> {
  const { rev } = await call(page, 'System.Snapshot', {});
  await page.evaluate((rev) => {
    const data = JSON.stringify({ from: rev, rev, changes: [], resync: true });
    (window as unknown as { events: EventSource }).events.dispatchEvent(new MessageEvent('changes', { data }));
  }, rev);
}

test('a short conversation stands above the composer, and follows what comes', async ({ page }) => {
  await write(marina, 'Oi, bom dia!');
  await desk.showInbox();
  await desk.open(marina.name);
  await expect(desk.message('Oi, bom dia!')).toBeVisible();
  const field = (await page.locator('.composer').boundingBox())!.y;
  expect(field - (await bottomOf(page, '[data-testid=message]'))).toBeLessThan(24);
  for (let i = 1; i <= 25; i++) await write(marina, `mais ${i}`);
  await expect(desk.message('mais 25')).toBeInViewport({ ratio: 1 });
  await expect(async () => {
    expect(field - (await bottomOf(page, '[data-testid=message]'))).toBeLessThan(24);
  }).toPass();
  watch.clean();
});

test('what is being read stays at its pixel, whatever happens around it', async ({ page }) => {
  await openLong(page, 520);
  const release = await holdOlder(page);
  for (let i = 0; i < 12; i++) await scroll(page, -2000);
  let id = await inTheMiddle(page);
  let before = await top(page, id);
  const loaded = await page.locator('[data-message]').first().getAttribute('data-message');
  const answered = page.waitForResponse('**/api/call/Messages.Page');
  await release();
  await answered;
  await expect.poll(() => page.locator('[data-message]').first().getAttribute('data-message')).not.toBe(loaded);
  await frames(page);
  expect(await top(page, id), 'older messages came').toBe(before);

  await scroll(page, 300);
  id = await inTheMiddle(page);
  before = await top(page, id);
  await write(marina, 'ainda está aí?');
  await expect(page.getByTestId('jump')).toContainText('1');
  await frames(page);
  expect(await top(page, id), 'a message came at the end').toBe(before);

  await page.evaluate(async () => {
    const image = new Image();
    const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 143 });
    image.src = canvas.toDataURL();
    const view = document.querySelector('.messages')!.getBoundingClientRect();
    const above = [...document.querySelectorAll<HTMLElement>('[data-message]')].filter(
      (m) => m.getBoundingClientRect().bottom < view.top,
    );
    above[above.length - 1]!.querySelector('.bubble')!.prepend(image);
    await image.decode();
  });
  await frames(page);
  expect(await top(page, id), 'a picture above was loaded').toBe(before);

  const again = page.waitForResponse('**/api/call/Messages.Page');
  await resync(page);
  await again;
  await frames(page);
  expect(await top(page, id), 'everything was read again').toBe(before);
  watch.clean();
});

test('a resync while older messages are on their way leaves no gap', async ({ page }) => {
  await openLong(page, 520);
  const release = await holdOlder(page);
  for (let i = 0; i < 12; i++) await scroll(page, -2000);
  await resync(page);
  const id = await inTheMiddle(page);
  const before = await top(page, id);
  const answered = page.waitForResponse('**/api/call/Tickets.Open');
  await release();
  await answered;
  await frames(page);
  expect(await top(page, id)).toBe(before);
  for (let i = 0; i < 30; i++) await scroll(page, -2500);
  await expect(desk.message('a primeira de todas')).toBeInViewport();
});

test('the jump button goes to what is new, and then to the end', async ({ page }) => {
  await openLong(page, 60);
  await scroll(page, -1500);
  const jump = page.getByTestId('jump');
  await expect(jump).toBeVisible();
  await expect(jump).not.toContainText(/\d/);
  await burst(marina, 40, 'nova');
  await expect(jump).toContainText('40');
  await jump.click();
  const divider = page.locator('.new');
  await expect(divider).toBeInViewport();
  await expect(divider).toContainText('40');
  await expect(desk.message('nova 40')).not.toBeInViewport();
  await expect(jump).not.toContainText('40');
  await jump.click();
  await expect(desk.message('nova 40')).toBeInViewport({ ratio: 1 });
  await expect(jump).toHaveCount(0);
  watch.clean();
});

test('the message that has the focus stays in the page however far one scrolls', async ({ page }) => {
  await openLong(page, 200);
  const last = desk.message('linha 200');
  await last.focus();
  await page.keyboard.press('ArrowUp');
  await expect(desk.message('linha 199')).toBeFocused();
  for (let i = 0; i < 4; i++) await scroll(page, -2000);
  await expect(desk.message('linha 199')).not.toBeInViewport();
  await expect(desk.message('linha 199')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(desk.message('linha 198')).toBeFocused();
  await expect(desk.message('linha 198')).toBeInViewport({ ratio: 1 });
});

test('the order of the list stands still under the keys, and is put right after', async ({ page }) => {
  await write(marina, 'primeira');
  await desk.showInbox();
  await desk.open(marina.name);
  await expect(desk.composer).toBeFocused();
  await page.mouse.move(900, 500);
  await desk.row(marina.name).focus();
  await write(rafael, 'segunda');
  await write(marina, 'terceira');
  const pill = page.locator('.pill');
  await expect(pill).toBeVisible();
  await expect(desk.message('terceira')).toBeVisible();
  await expect(desk.row(marina.name), 'what comes takes the focus from nowhere').toBeFocused();
  await expect(page.getByTestId('ticket-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('heading', { name: marina.name })).toBeVisible();
  await expect(page.getByTestId('ticket-row')).toHaveCount(2);
  await expect(pill).toHaveCount(0);
});

test('the list is made wider by hand and by keyboard, and stays so', async ({ page }) => {
  await desk.showInbox();
  const handle = page.getByRole('separator').first();
  const list = page.locator('section.list');
  const width = async () => (await list.boundingBox())!.width;
  await expect.poll(width).toBe(348);
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBe(364);
  await expect(handle).toHaveAttribute('aria-valuenow', '364');
  await page.keyboard.press('End');
  await expect.poll(width).toBe(440);
  const at = (await handle.boundingBox())!;
  await page.mouse.move(at.x + at.width / 2, 400);
  await page.mouse.down();
  await page.mouse.move(at.x + at.width / 2 - 90, 400, { steps: 5 });
  await page.mouse.up();
  await expect.poll(width).toBe(350);
  await expect.poll(async () => (await call(page, 'System.Snapshot', {})).settings['list_width']).toBe('350');
  await page.reload();
  await expect.poll(width).toBe(350);
  await handle.dblclick();
  await expect.poll(width).toBe(348);
});
