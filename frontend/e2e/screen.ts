import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const folder = join(import.meta.dirname, '../../artifacts/e2e');

/** Takes the screen's picture in both themes and checks both for barriers. Leaves the light theme. */
export async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.target.join(' ')).join('\n  ')}`);
    expect.soft(found, `barriers on ${name} in ${theme}`).toEqual([]);
  }
}

/** Takes the screen's picture in both themes, of a page whose main part is out of reach on purpose. Leaves the light theme. */
export async function narrow(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('aside[data-pane]').analyze();
    expect
      .soft(
        violations.map((v) => `${v.id}: ${v.help}`),
        `barriers on ${name} in ${theme}`,
      )
      .toEqual([]);
  }
}
