import { render } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import FormattedText from './FormattedText.svelte';

it.each([
  ['*a* b', 'a b'],
  ['a\nb', 'ab'],
  ['*a*_b_', 'ab'],
  ['x *a* y _b_ z', 'x a y b z'],
  ['```a\nb```', 'a\nb'],
  ['<b>x</b>', '<b>x</b>'],
])('draws %j and adds no blanks', (text, seen) => {
  const { container } = render(FormattedText, { text });
  expect(container.textContent?.trim()).toBe(seen);
});

it('never turns a message into elements of its own', () => {
  const { container } = render(FormattedText, { text: '<img src=x onerror=alert(1)>' });
  expect(container.querySelector('img')).toBeNull();
});
