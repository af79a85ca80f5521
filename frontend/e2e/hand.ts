import { expect, type Locator, type Page } from '@playwright/test';

/** One way to work the page; every walk works with each of them. */
export interface Hand {
  press(target: Locator): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
}

export function mouse(): Hand {
  return {
    press: (target) => target.click(),
    write: (target, text) => target.fill(text),
  };
}

/** A person without a mouse: Tab to the place, arrows inside a group, Enter. The focus has to be visible all the way. */
export function keyboard(page: Page): Hand {
  return {
    async press(target) {
      await reach(page, target);
      await page.keyboard.press('Enter');
    },
    async write(target, text) {
      await reach(page, target);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
    },
  };
}

type Place = 'there' | 'group' | 'elsewhere';

async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  await expect(target).toBeEnabled();
  // What stands in a message becomes a stop with its message.
  const message = target.locator('xpath=ancestor::article');
  const inside = (await message.count()) > 0;
  if (inside) await reach(page, message);
  for (let steps = 0; steps < 150; steps++) {
    const place = await placeOf(target);
    if (place === 'there' || (place === 'group' && !inside && (await searchGroup(page, target)))) {
      expect(await focusShows(page), `nothing shows that ${String(target)} has the focus`).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${String(target)}`);
}

/** A group with one tab stop is walked with the arrows. */
async function searchGroup(page: Page, target: Locator): Promise<boolean> {
  for (const arrow of ['ArrowDown', 'ArrowUp', 'ArrowRight']) {
    for (let steps = 0; steps < 10; steps++) {
      await page.keyboard.press(arrow);
      const place = await placeOf(target);
      if (place === 'there') return true;
      if (place === 'elsewhere') break;
    }
  }
  return false;
}

function placeOf(target: Locator): Promise<Place> {
  return target.evaluate((element): Place => {
    const active = document.activeElement;
    if (!active || active === document.body) return 'elsewhere';
    if (element.contains(active)) return 'there';
    const group = active.closest(
      '[role=tablist],[role=radiogroup],[role=menu],[role=listbox],[role=toolbar],[role=list],section.messages,ul,ol',
    );
    return group?.contains(element) ? 'group' : 'elsewhere';
  });
}

function focusShows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const active = document.activeElement;
    if (!active?.matches(':focus-visible')) return false;
    for (let at: Element | null = active, up = 0; at && up < 3; at = at.parentElement, up++) {
      const style = getComputedStyle(at);
      if ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none')
        return true;
    }
    return false;
  });
}
