import { expect } from '@playwright/test';
import { until, type Eyes } from './eyes';
import type { Mansion } from './mansion';

/** What stands in the page while a test runs. */
interface Watched {
  key: string;
  /** How far the held message was from its place at worst, in pixels, of all frames that were painted. */
  worst: number;
  frames: number;
  on: boolean;
}

/** Engines lay out in 64ths of a pixel, and each part of a place may be rounded once: less than this is no move. */
export const noMove = 2 / 64;

declare global {
  interface Window {
    watched?: Watched;
    rows?: { most: number };
  }
}

/** Counts the rows in the document at every change and every frame, from now on. */
export function countRows(eyes: Eyes): Promise<void> {
  return eyes.run(() => {
    const rows = (window.rows = { most: 0 });
    const count = () => (rows.most = Math.max(rows.most, document.querySelectorAll('[data-key]').length));
    new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
    const frame = () => {
      count();
      requestAnimationFrame(frame);
    };
    frame();
  }, null);
}

export const mostRows = (eyes: Eyes) => eyes.run(() => window.rows!.most, null);

/** Waits until the conversation is at rest: half a dozen frames without a move or a change of its height. */
export function rest(eyes: Eyes): Promise<void> {
  return eyes.run(
    () =>
      new Promise<void>((done) => {
        const box = document.querySelector('.messages .box')!;
        let [seen, still] = ['', 0];
        const look = () => {
          const now = `${String(box.scrollTop)} ${String(box.scrollHeight)}`;
          still = now === seen ? still + 1 : 0;
          seen = now;
          if (still > 6) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
    null,
  );
}

/** Scrolls so far, a step at each frame. */
export function scroll(eyes: Eyes, by: number, step = 200): Promise<void> {
  return eyes.run(
    ({ by, step }) =>
      new Promise<void>((done) => {
        const box = document.querySelector('.messages .box')!;
        let left = Math.abs(by);
        const go = () => {
          if (left <= 0) return done();
          box.scrollTop += Math.sign(by) * Math.min(step, left);
          left -= step;
          requestAnimationFrame(go);
        };
        go();
      }),
    { by, step },
  );
}

/** Scrolls back until a message of an id, or one before it, is drawn; gives the ids of all messages that were drawn on the way. */
export function readBack(eyes: Eyes, to: number): Promise<number[]> {
  return eyes.run(
    (to) =>
      new Promise<number[]>((done) => {
        const box = document.querySelector('.messages .box')!;
        const seen = new Set<number>();
        const go = () => {
          for (const m of box.querySelectorAll<HTMLElement>('[data-message]')) seen.add(Number(m.dataset['message']));
          if (Math.min(...seen) <= to) return done([...seen].sort((a, b) => a - b));
          box.scrollTop -= 400;
          requestAnimationFrame(go);
        };
        go();
      }),
    to,
  );
}

/** Does something while a message in view is held in the eye, until a function in the page says that it is done. It may not move. */
export async function stays<A>(
  eyes: Eyes,
  what: () => Promise<void> | void,
  done: (a: A) => boolean,
  a: A,
): Promise<void> {
  await rest(eyes);
  await eyes.run(() => {
    const box = document.querySelector<HTMLElement>('.messages .box')!;
    const edge = box.getBoundingClientRect();
    const place = (item: Element) => item.getBoundingClientRect().top - edge.top;
    const held = [...box.querySelectorAll<HTMLElement>('[data-key^=m]')].find((item) => place(item) >= 0)!;
    const from = place(held);
    const watched: Watched = (window.watched = { key: held.dataset['key']!, worst: 0, frames: 0, on: true });
    const { port1, port2 } = new MessageChannel();
    // What a message after a frame finds is what was painted.
    port1.onmessage = () => {
      if (!watched.on) return;
      const now = box.querySelector(`[data-key="${watched.key}"]`);
      watched.worst = Math.max(watched.worst, now ? Math.abs(place(now) - from) : Infinity);
      watched.frames++;
    };
    const frame = () => {
      if (!watched.on) return;
      port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    frame();
  }, null);
  await what();
  await until(eyes, done, a);
  await rest(eyes);
  const { worst, frames } = await eyes.run(() => {
    window.watched!.on = false;
    return window.watched!;
  }, null);
  expect(frames, 'frames that were looked at').toBeGreaterThan(6);
  expect(worst, 'how far what is read moved, in pixels').toBeLessThan(noMove);
}

/** The height that a conversation has to exceed to have grown by so much. */
const tall = (eyes: Eyes, by: number) =>
  eyes.run((by) => document.querySelector('.messages .box')!.scrollHeight + by, by);
const taller = (height: number) => document.querySelector('.messages .box')!.scrollHeight > height;

/** Older messages come above, a new one below, and files above the view: what is read stays where it is. */
export async function walkAnchors(mansion: Mansion, engine: string): Promise<void> {
  const { eyes, valve } = mansion;
  await mansion.showLongest();
  await rest(eyes);

  let release = valve.hold('Messages.Page');
  await eyes.run(() => void (document.querySelector('.messages .box')!.scrollTop = 400), null);
  await expect.poll(() => valve.count('Messages.Page')).toBe(1);
  await stays(eyes, release, taller, await tall(eyes, 1000));

  await scroll(eyes, 2500);
  await rest(eyes);
  await stays(eyes, () => mansion.hear(`Só mais uma coisa, ${engine}!`), taller, await tall(eyes, 20));

  release = valve.spoil('/media/', 3);
  const anyAbove = () => {
    const edge = document.querySelector('.messages .box')!.getBoundingClientRect().top;
    return [...document.querySelectorAll<HTMLImageElement>('.messages img')].filter(
      (img) => img.getBoundingClientRect().bottom < edge && !img.complete,
    ).length;
  };
  await expect(async () => {
    await scroll(eyes, -400);
    await rest(eyes);
    expect(await eyes.run(anyAbove, null), 'pictures above the view that are still to come').toBeGreaterThan(0);
  }).toPass({ timeout: 60_000 });
  await stays(
    eyes,
    release,
    () => [...document.querySelectorAll<HTMLImageElement>('.messages img')].every((i) => i.complete),
    null,
  );
  await eyes.picture(`anchor-${engine}`);
}
