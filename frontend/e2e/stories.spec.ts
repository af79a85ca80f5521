import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { build } from 'vite';
import type { FakeHost } from '../stories/fake';
import { stories } from '../stories/stories';
import type { Story } from '../stories/story';
import { now } from '../stories/house';
import { compare } from './baseline';
import { barriers, rules } from './screen';

/** Each worker builds the stories for itself, once. */
const test = base.extend<object, { built: string }>({
  built: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const outDir = mkdtempSync(join(tmpdir(), 'balcao-stories-'));
      const configFile = join(import.meta.dirname, '../stories/vite.config.ts');
      process.env['NODE_ENV'] = 'development'; // or no element would know its component
      await build({ configFile, mode: 'development', logLevel: 'error', build: { outDir } });
      await use(outDir);
      await rm(outDir, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

const origin = 'https://stories.test';

/** Opens a story at its moment, with nothing outside of it. */
async function open(page: Page, built: string, story: Story): Promise<void> {
  await page.clock.setFixedTime(now);
  await page.addInitScript(() => {
    crypto.getRandomValues = (array) => array;
  });
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/media/voice.ogg') return route.fulfill({ contentType: 'audio/webm', path: spoken });
    if (pathname.startsWith('/media/')) return route.fulfill({ contentType: 'image/svg+xml', body: picture });
    return route.fulfill({ path: join(built, pathname === '/' ? 'index.html' : pathname) });
  });
  await page.goto(`${origin}/?story=${story.id}`);
}

const spoken = join(import.meta.dirname, '../../internal/media/voice/testdata/chromium.webm');
const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#e7c27d"/>
<circle cx="320" cy="260" r="150" fill="#a5642b"/></svg>`;

/** The components that drew what is in the document, each with those in which it stands. */
function drawn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Meta {
      loc?: { file: string };
      parent?: { file?: string; parent?: Meta['parent'] } | null;
    }
    const files = new Set<string>();
    for (const element of document.querySelectorAll('*')) {
      const meta = (element as { __svelte_meta?: Meta }).__svelte_meta;
      if (meta?.loc) files.add(meta.loc.file);
      for (let at = meta?.parent; at; at = at.parent) if (at.file) files.add(at.file);
    }
    return [...files].filter((file) => file.includes('src/')).map((file) => file.replace(/^.*src\//, ''));
  });
}

declare const host: FakeHost;

/** What a story looks like: in both themes, and where it has rows, in both densities. */
async function pictures(page: Page, story: Story): Promise<void> {
  for (const density of story.sheet ? [''] : ['', 'compact']) {
    if (density) await page.evaluate((d) => host.set('density', d), density);
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      if (!density) expect.soft(await barriers(page, rules[theme]), `barriers of ${story.id} in ${theme}`).toEqual([]);
      await expect
        .soft(async () => {
          const screen = await page.screenshot({ animations: 'disabled' });
          expect(compare(screen, `${story.id}-${theme}`, density && `-${density}`)).toBe('');
        })
        .toPass({ timeout: 10_000 });
    }
  }
}

for (const story of stories) {
  test(`story ${story.id}`, async ({ page, built }) => {
    const complaints: string[] = [];
    page.on('pageerror', (e) => complaints.push(String(e)));
    await open(page, built, story);
    await page.waitForLoadState('networkidle');
    await story.steps?.(page);
    // Nothing lies under the pointer, or it would look chosen.
    await page.mouse.move(0, 0);
    await pictures(page, story);
    expect(await drawn(page), 'what the story says it shows').toEqual(expect.arrayContaining(story.shows));
    expect(story.sheet ? [] : await page.evaluate(() => host.unanswered), 'questions without an answer').toEqual([]);
    expect(complaints).toEqual([]);
    if (process.env['DUMP']) console.log(story.id, JSON.stringify(await drawn(page)));
  });
}
