import type { Page } from '@playwright/test';

/** A notice that the page showed, since a browser without a screen shows none. */
interface Shown {
  title: string;
  body: string;
  tag: string;
  closed: boolean;
  onclick: (() => void) | null;
}

type Listening = typeof globalThis & { shownNotices: Shown[]; answerNotices: string };

/** Stands for the system's notices, which answer as they are told: they are shown, or refused. */
export async function listenToNotices(page: Page, permission: NotificationPermission = 'default'): Promise<void> {
  await page.addInitScript((permission) => {
    const all: unknown[] = [];
    class Fake {
      static permission = permission;
      static requestPermission() {
        Fake.permission = 'granted';
        return Promise.resolve('granted');
      }
      closed = false;
      onclick: (() => void) | null = null;
      onclose: (() => void) | null = null;
      onshow: (() => void) | null = null;
      onerror: (() => void) | null = null;
      body: string;
      tag: string;
      constructor(
        readonly title: string,
        more: { body: string; tag: string },
      ) {
        this.body = more.body;
        this.tag = more.tag;
        all.push(this);
        const answer = (globalThis as Listening).answerNotices;
        queueMicrotask(() => (answer === 'refuse' ? this.onerror?.() : this.onshow?.()));
      }
      close() {
        this.closed = true;
        this.onclose?.();
      }
    }
    Object.assign(globalThis, { Notification: Fake, shownNotices: all, answerNotices: 'show' });
  }, permission);
}

/** What was shown under tags that begin so, each as one line. */
export function notices(page: Page, tag = ''): Promise<string[]> {
  return page.evaluate(
    (tag) =>
      (globalThis as Listening).shownNotices
        .filter((n) => n.tag.startsWith(tag))
        .map((n) => `${n.title}${n.body && tag === '' ? `: ${n.body}` : ''}${n.closed ? ' (closed)' : ''}`),
    tag,
  );
}

/** Presses the newest notice. */
export function pressNotice(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as Listening).shownNotices.at(-1)!.onclick!());
}

/** What the system answers from now on. */
export function answerNotices(page: Page, how: 'show' | 'refuse'): Promise<void> {
  return page.evaluate((how) => void ((globalThis as Listening).answerNotices = how), how);
}
