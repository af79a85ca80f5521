import { expect, test, type Page } from '@playwright/test';
import { countRows, mostRows, noMove, readBack, rest, walkAnchors } from './anchor';
import { chromium } from './eyes';
import { blank, ride, type Ride } from './frames';
import { Mansion } from './mansion';
import { look } from './screen';
import { Watch } from './watch';

/** As much as there may be in the document, of all lists together. */
const ceiling = 60;

/** How often the scroll is measured: whatever else the machine does only adds. */
const rounds = 4;

let mansion: Mansion;

// A folder of half a gigabyte is copied, and thousands of frames are drawn, on whatever machine this is.
test.setTimeout(600_000);

test.afterEach(() => mansion.close());

test('what is read stays at its pixel, whatever comes above, below and late', async ({ page }) => {
  mansion = await Mansion.open(chromium(page, look));
  await countRows(mansion.eyes);
  await walkAnchors(mansion, 'chromium');
  expect(await mostRows(mansion.eyes), 'rows in the document').toBeLessThanOrEqual(ceiling);
});

test('2,000 messages back, a search through a million, to a hit and back again', async ({ page, context }) => {
  const watch = new Watch(context);
  const eyes = chromium(page, look);
  mansion = await Mansion.open(eyes);
  await countRows(eyes);
  await mansion.showLongest();
  await rest(eyes);
  const oldest = million - 2000 * apart;
  const seen = await readBack(eyes, oldest);
  const own = seen.filter((id) => id >= oldest && id <= million);
  expect(own, 'every message was drawn on the way').toEqual(range(oldest, million, apart));
  await rest(eyes);
  await page.keyboard.press('ControlOrMeta+Shift+F');
  const field = page.getByRole('dialog').getByRole('combobox').first();
  const options = page.locator('dialog [role=option]');
  const wanted = 500_500; // a text of the long conversation that has its own number
  await field.fill(`pedido ${String(wanted)}`);
  await expect(options).toHaveCount(1);
  await expect(options).toContainText(`Pedido ${String(wanted)}`);
  await look(page, 'million-search');
  const before = await places(page, 4);
  await page.keyboard.press('Enter');
  const found = page.locator(`[data-message="${String(wanted)}"]`);
  await expect(found).toBeInViewport({ ratio: 1 });
  await expect(found).toBeFocused();
  await rest(eyes);
  await look(page, 'million-found');
  await page.getByTestId('jump').click();
  await expect(found).toHaveCount(0);
  await rest(eyes);
  const after = await places(page, 0);
  for (const [id, top] of before) expect(Math.abs(after.get(id)! - top), `message ${id}`).toBeLessThan(noMove);
  expect(await mostRows(eyes), 'rows in the document').toBeLessThanOrEqual(ceiling);
  watch.clean();
});

test('a long scroll costs about what it costs on a blank page', async ({ page, context }) => {
  const eyes = chromium(page, look);
  mansion = await Mansion.open(eyes);
  await mansion.showLongest();
  await rest(eyes);
  await readBack(eyes, million - 600 * apart);
  const other = await context.newPage();
  const ours: Ride[] = [];
  const bare: Ride[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.bringToFront();
    await eyes.run(() => void (document.querySelector('.messages .box')!.scrollTop = 30_000), null);
    await rest(eyes);
    ours.push(await ride(page, '.messages .box'));
    await other.bringToFront();
    await blank(other);
    bare.push(await ride(other, '#box'));
  }
  const least = (rides: Ride[], what: keyof Ride) => Math.min(...rides.map((r) => r[what]));
  const ratio = least(ours, 'took') / least(bare, 'took');
  const told = `${String(least(ours, 'long'))} frames over 50 ms beside ${String(least(bare, 'long'))}, ${ratio.toFixed(2)} times as long`;
  test.info().annotations.push({ type: 'scroll', description: told });
  console.log(`a scroll of 12,000 pixels: ${told}`);
  expect(ratio, told).toBeLessThan(2);
});

const million = 1_000_000;
/** The ids of the long conversation are the multiples of this. */
const apart = 100;

const range = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);

/** Where each message stands that is in view, so many pixels from its edges. */
async function places(page: Page, inside: number): Promise<Map<string, number>> {
  const all = await page.evaluate((inside) => {
    const edge = document.querySelector('.messages .box')!.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement>('.messages [data-message]')]
      .map((m) => ({ id: m.dataset['message']!, at: m.getBoundingClientRect() }))
      .filter(({ at }) => at.top > edge.top + inside && at.bottom < edge.bottom - inside)
      .map(({ id, at }) => [id, at.top] as const);
  }, inside);
  return new Map(all);
}
