// @vitest-environment node
import { afterEach, expect, it } from 'vitest';
import { privacy } from './privacy.svelte';
import { phone, wholePhone } from './text';

afterEach(() => (privacy.hidden = false));

it.each([
  ['+5511982144120', '+55 11 98214-4120', '+55 11 •••••-4120'],
  ['+551133334120', '+55 11 3333-4120', '+55 11 ••••-4120'],
  ['+12125550100', '+12125550100', '+12•••••0100'],
  ['', '', ''],
])('%s is shown as %s, or as %s', (number, whole, hidden) => {
  expect(phone(number)).toBe(whole);
  privacy.hidden = true;
  expect(phone(number)).toBe(hidden);
  expect(wholePhone(number)).toBe(whole);
});
