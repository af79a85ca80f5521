// @vitest-environment node
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stories } from './stories';

const src = join(import.meta.dirname, '../src');

it('shows every component', () => {
  const all = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  const shown = new Set(stories.flatMap((story) => story.shows));
  expect(all.filter((path) => path.endsWith('.svelte') && !shown.has(path))).toEqual([]);
  expect(
    [...shown].filter((path) => !all.includes(path)),
    'components that are no more',
  ).toEqual([]);
});

it('tells its stories apart', () => {
  const ids = stories.map((story) => story.id);
  expect(ids).toEqual([...new Set(ids)]);
});
