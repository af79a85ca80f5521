import { expect, type Page } from '@playwright/test';

/** The order in which a message's mark may change: waiting, one tick, two ticks, read. */
const rank: Record<string, number> = { queued: 0, sending: 0, accepted: 1, sent: 1, delivered: 2, read: 3 };

/** Starts noting every mark the page shows from now on, so that a short one is not missed. */
export async function noteMarks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown: [string, string][] = [];
    Object.assign(window, { shownMarks: shown });
    const note = (element: Element): void => {
      const { message, status } = (element as HTMLElement).dataset;
      if (message && status) shown.push([message, status]);
    };
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'attributes') note(change.target as Element);
        for (const node of change.addedNodes) {
          if (node instanceof Element) [node, ...node.querySelectorAll('[data-status]')].forEach(note);
        }
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-status'] });
  });
}

/** Expects that the message went through one tick, two ticks and read, one after the other and never back. */
export async function expectMarks(page: Page, message: string): Promise<void> {
  const shown = await page.evaluate(
    (id) => (window as unknown as { shownMarks: [string, string][] }).shownMarks.filter(([of]) => of === id),
    message,
  );
  const ranks = shown.map(([, status]) => rank[status] ?? -1);
  expect([...ranks].sort(), `marks in the order they were shown: ${shown.join(' ')}`).toEqual(ranks);
  expect(new Set(ranks.filter((r) => r > 0)), 'one tick, two ticks, read').toEqual(new Set([1, 2, 3]));
}
