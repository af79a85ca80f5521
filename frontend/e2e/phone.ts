import { expect, type Locator, type Page } from '@playwright/test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import type { Api } from '../src/host/api.gen';

/** Calls a method of the program from outside the page, with the page's own cookie. */
export async function call<Name extends keyof Api>(
  page: Page,
  name: Name,
  request: Api[Name][0],
): Promise<Api[Name][1]> {
  const answer = await page.context().request.post(new URL(`api/call/${name}`, page.url()).href, { data: request });
  expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
  return (await answer.json()) as Api[Name][1];
}

/** What a phone's camera reads from the element, or null while there is no code to read. */
export async function readQR(element: Locator): Promise<string | null> {
  const { data, width, height } = PNG.sync.read(await element.screenshot());
  return jsqr(new Uint8ClampedArray(data), width, height)?.data ?? null;
}

/** Holds the simulated phone in front of the screen until it accepts a code; a code may be replaced meanwhile. */
export async function scan(page: Page, element: Locator): Promise<void> {
  await expect(async () => {
    const text = await readQR(element);
    expect(text, 'no QR code can be read from the screen').not.toBeNull();
    await call(page, 'Practice.Scan', { text: text! });
  }).toPass({ timeout: 30_000 });
}
