// @vitest-environment node
import { expect, it } from 'vitest';
import { missing } from '../../desk/microphone';
import { advice } from './microphone';

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15';

it.each([
  ['NotAllowedError', 'refused'],
  ['SecurityError', 'refused'],
  ['NotFoundError', 'none'],
  ['NotReadableError', 'busy'],
  ['NotSupportedError', 'window'],
])('%s means that the microphone is %s', (name, said) => {
  expect(missing(new DOMException('', name))).toBe(said);
});

it.each([
  ['refused', true, windows, 'record.refused.windows', /^ms-settings:/],
  ['refused', true, mac, 'record.refused.mac', /^x-apple/],
  ['refused', true, linux, 'record.window', /^$/],
  ['refused', false, windows, 'record.refused.browser', /^$/],
  ['none', true, windows, 'record.none', /^$/],
  ['busy', false, mac, 'record.busy', /^$/],
  ['window', true, linux, 'record.window', /^$/],
] as const)('%s (in the window: %s) on %s leads to %s', (why, window, agent, words, settings) => {
  const help = advice(why, window, agent);
  expect(help.words).toBe(words);
  expect(help.settings).toMatch(settings);
});
