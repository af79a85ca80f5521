// @vitest-environment node
import { expect, it } from 'vitest';
import { privacy } from './privacy.svelte';
import { body, hue, initials, phone, safe, veiled } from './text';

it.each(['\u202e', '\u200b', '\u2067', '\u061c', '\u00ad', '\u0085', '\u3164'])(
  'drops the hidden character %j',
  (c) => {
    expect(safe(`Ma${c}rina`)).toBe('Marina');
    expect(body(`Ma${c}rina`)).toBe('Marina');
  },
);
it('keeps the parts of a flag', () => expect(safe('\u{1f3f4}\u{e0067}\u{e007f}')).toBe('\u{1f3f4}\u{e0067}\u{e007f}'));
it('keeps joined emoji together', () => expect(safe('👨‍👩‍👧')).toBe('👨‍👩‍👧'));
it('finds initials or says there are none', () => {
  expect(initials('Marina de Sá Duarte')).toBe('MD');
  expect(initials('🎂')).toBe('#');
});
it('gives one of six hues', () => expect(new Set(Array.from({ length: 99 }, (_, i) => hue(String(i)))).size).toBe(6));
it('hides the numbers of what was said before they were to be hidden, and shows them again', () => {
  const said = `${phone('+5511982145530')} foi apagado, e +14155550123 também, às 10:30 de 2026-11-23`;
  expect(veiled(said)).toBe(said);
  privacy.hidden = true;
  expect(veiled(said)).toBe('+55 11 •••••-5530 foi apagado, e +14•••••0123 também, às 10:30 de 2026-11-23');
  privacy.hidden = false;
  expect(veiled(said)).toBe(said);
});
