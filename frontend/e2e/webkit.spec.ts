import { test } from '@playwright/test';
import { walkAnchors } from './anchor';
import { Mansion } from './mansion';
import { WebKit } from './webkit';

let webkit: WebKit;
let mansion: Mansion;

test.beforeEach(async () => {
  webkit = await WebKit.start();
});

// A folder of half a gigabyte is copied, and thousands of frames are drawn, on whatever machine this is.
test.setTimeout(600_000);

test.afterEach(async () => {
  await webkit.stop();
  await mansion.close();
});

test('in the engine of the window, too, what is read stays at its pixel', async () => {
  mansion = await Mansion.open(webkit);
  await walkAnchors(mansion, 'webkit');
});
