import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import axe, { type AxeResults, type RunOptions } from 'axe-core';

const folder = join(import.meta.dirname, '../../artifacts/e2e');

/** Takes the screen's picture in both themes and checks both for barriers. Leaves the light theme. */
export function look(page: Page, name: string): Promise<void> {
  return inBothThemes(page, name);
}

/** Takes the screen's picture in both themes, of a page whose main part is out of reach on purpose. Leaves the light theme. */
export function narrow(page: Page, name: string): Promise<void> {
  return inBothThemes(page, name, 'aside[data-pane]');
}

/** Only colours differ between the themes, so all else is checked in one of them. */
export const rules = {
  dark: {},
  light: { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } },
} satisfies Record<string, RunOptions>;

async function inBothThemes(page: Page, name: string, part?: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    const found = await barriers(page, rules[theme], part);
    expect.soft(found, `barriers on ${name} in ${theme}`).toEqual([]);
  }
}

/** What keeps somebody from using the page, or a part of it. The checker is a large program: each document is given it once. */
export async function barriers(page: Page, options: RunOptions, part?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async ([options, part]) => {
      const { axe } = window as unknown as { axe: { run(on: unknown, how: RunOptions): Promise<AxeResults> } };
      return (await axe.run(part ?? document, { ...options, resultTypes: ['violations'] })).violations;
    },
    [options, part] as const,
  );
  return violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.target.join(' ')).join('\n  ')}`);
}
