import type { Page } from '@playwright/test';

/** A scroll: how many frames took longer than 50 ms, and how long all took, in milliseconds. */
export interface Ride {
  long: number;
  took: number;
}

const distance = 12_000;
const step = 120;

/** Scrolls a box up by 12,000 pixels, a step at each frame. */
export function ride(page: Page, selector: string): Promise<Ride> {
  return page.evaluate(
    ({ selector, distance, step }) =>
      new Promise<Ride>((done) => {
        const box = document.querySelector(selector)!;
        const frames: number[] = [];
        let left = distance;
        let before = 0;
        const go = (now: number) => {
          if (before) frames.push(now - before);
          before = now;
          if (left <= 0)
            return done({ long: frames.filter((f) => f > 50).length, took: frames.reduce((a, b) => a + b, 0) });
          box.scrollTop -= step;
          left -= step;
          requestAnimationFrame(go);
        };
        requestAnimationFrame(go);
      }),
    { selector, distance, step },
  );
}

/** A page with nothing in it but room to scroll, at its end. */
export async function blank(page: Page): Promise<void> {
  await page.setContent('<div id=box style="height:800px;overflow:auto"><div style="height:40000px"></div></div>');
  await page.evaluate(() => (document.querySelector('#box')!.scrollTop = 40_000));
}
