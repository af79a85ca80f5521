import { expect, type Page } from '@playwright/test';

/** A browser that a page is open in, whichever it is: what is asked of the page is asked in the page. */
export interface Eyes {
  open(address: string): Promise<void>;
  /** Runs a function in the page, which knows nothing but its argument. */
  run<A, R>(what: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
  /** Keeps a picture of what is on screen. */
  picture(name: string): Promise<void>;
}

export function chromium(page: Page, picture: (page: Page, name: string) => Promise<void>): Eyes {
  return {
    open: async (address) => void (await page.goto(address)),
    run: (what, argument) => page.evaluate(what as (a: unknown) => unknown, argument as unknown) as never,
    picture: (name) => picture(page, name),
  };
}

/** Waits until a function in the page says yes. */
export async function until<A>(eyes: Eyes, what: (argument: A) => boolean, argument: A): Promise<void> {
  await expect.poll(() => eyes.run(what, argument), { timeout: 30_000, message: String(what) }).toBe(true);
}
