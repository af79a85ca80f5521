import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Program } from './program';

let program: Program;

test.beforeEach(async () => {
  program = await Program.start('--demo');
});

test.afterEach(() => program.stop());

test('the printed link opens the page in one browser only', async ({ browser, page }) => {
  await page.goto(program.address);
  await expect(page).toHaveURL((url) => url.search === '' && url.hostname === '127.0.0.1' && url.pathname.length > 20);
  await page.reload();
  expect((await page.goto(program.address))?.status(), 'the same browser may use the link again').toBe(200);

  const other = await browser.newContext();
  const stranger = await other.newPage();
  const answer = await stranger.goto(program.address);
  expect(answer?.status()).toBe(401);
  await expect(stranger.locator('body')).toContainText('Inicie o Balcão de novo');
  await other.close();
});

test('a page of another program on this computer reads nothing', async ({ page }) => {
  await page.goto(program.address);
  const home = new URL('.', page.url()).href;
  expect(await page.context().cookies(home)).toHaveLength(1);

  const cookies: string[] = [];
  const server = createServer((request, answer) => {
    cookies.push(request.headers.cookie ?? '');
    answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>other</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const framed: number[] = [];
  page.on('response', (answer) => {
    if (answer.url() === home) framed.push(answer.status());
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const outcomes = await page.evaluate(async (home) => {
    const call = `${home}api/call/System.Snapshot`;
    const attempts: [string, RequestInit][] = [
      [call, { method: 'POST', body: '{}', credentials: 'include' }],
      [call, { method: 'POST', body: '{}', credentials: 'include', mode: 'no-cors' }],
      [`${home}media/1`, { credentials: 'include', mode: 'no-cors' }],
      [`${home}api/events`, { credentials: 'include', mode: 'no-cors' }],
    ];
    const results = await Promise.all(
      attempts.map(([url, init]) =>
        fetch(url, init).then(
          (answer) => answer.type,
          () => 'blocked',
        ),
      ),
    );
    const frame = document.createElement('iframe');
    frame.src = home;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    return results;
  }, home);
  server.close();
  server.closeAllConnections();
  expect([...new Set(cookies)], 'cookies that browsers hand to other ports').toEqual(['']);
  expect(outcomes).toEqual(['blocked', 'blocked', 'blocked', 'blocked']);
  expect(framed, 'the page inside a frame of another').toEqual([403]);
});
