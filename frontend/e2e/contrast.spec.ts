import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Program } from './program';
import { call } from './phone';
import { bruno, pairByCode } from './walk';
import { Desk } from './desk';
import { mouse } from './hand';
import { words } from './words';

const say = words('pt-BR');
const folder = join(import.meta.dirname, '../../artifacts/e2e');

/** The outline of what a selector finds first, as the engine draws it. */
const outline = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((e) => ({ width: getComputedStyle(e).outlineWidth, style: getComputedStyle(e).outlineStyle }));

test('with the colours of the system, what is chosen and what can be pressed has an outline', async ({ page }) => {
  const program = await Program.start('--demo');
  const desk = new Desk(page, mouse());
  try {
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(program.address);
    await pairByCode(desk, async () => {});
    await call(page, 'Practice.Write', { customer: bruno.number, text: 'Oi, tem bolo?' });
    await desk.showInbox();
    await desk.open(bruno.name);
    await expect(desk.message('Oi, tem bolo?')).toBeVisible();
    await page.screenshot({ path: join(folder, 'contrast-inbox.png') });
    expect(await outline(page, '[role=tab][aria-selected=true]')).toEqual({ width: '3px', style: 'solid' });
    expect(await outline(page, '[data-testid=ticket-row][aria-current]')).toEqual({ width: '3px', style: 'solid' });
    expect(await outline(page, '.bubble')).toEqual({ width: '1px', style: 'solid' });
    expect(await outline(page, '[data-testid=send]')).toEqual({ width: '1px', style: 'solid' });
    await page.keyboard.press('Tab');
    expect(await outline(page, ':focus-visible')).toEqual({ width: '2px', style: 'dashed' });
    await page.getByRole('link', { name: say('nav.settings') }).click();
    await expect(page.getByRole('heading', { name: say('settings.appearance'), level: 1 })).toBeVisible();
    await page.screenshot({ path: join(folder, 'contrast-settings.png') });
    expect(await outline(page, ':checked + span')).toEqual({ width: '3px', style: 'solid' });
    await page
      .getByRole('link', { name: say('nav.channels') })
      .first()
      .click();
    await expect(page.getByRole('heading', { name: say('nav.channels'), level: 1 })).toBeVisible();
    await page.screenshot({ path: join(folder, 'contrast-channels.png') });
    await page.emulateMedia({ forcedColors: 'none', contrast: 'more' });
    await page.screenshot({ path: join(folder, 'contrast-more.png') });
  } finally {
    await program.stop();
  }
});
