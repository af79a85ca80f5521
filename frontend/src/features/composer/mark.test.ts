// @vitest-environment node
import { expect, it } from 'vitest';
import { marked } from './mark';

/** The selection stands between brackets, before and after. */
function done(before: string, mark = '*'): string {
  const [head, inner, tail] = before.split(/[[\]]/) as [string, string, string];
  const text = head + inner + tail;
  const c = marked(text, head.length, head.length + inner.length, mark);
  const after = text.slice(0, c.from) + c.text + text.slice(c.to);
  const [from, to] = c.select;
  return `${after.slice(0, from)}[${after.slice(from, to)}]${after.slice(to)}`;
}

it.each([
  ['Oi [Ana] e', 'Oi *[Ana]* e'],
  ['Oi[ Ana ]e', 'Oi *[Ana]* e'],
  ['Oi *[Ana]* e', 'Oi [Ana] e'],
  ['Oi [*Ana*] e', 'Oi [Ana] e'],
  ['Oi []', 'Oi *[]*'],
  ['Oi *[]*', 'Oi []'],
  ['[]', '*[]*'],
  ['_[Ana]_', '_*[Ana]*_'],
  ['[*]', '*[*]*'],
])('%s becomes %s', (before, after) => expect(done(before)).toBe(after));

it('does the same with every mark', () => expect(done('[x]', '~')).toBe('~[x]~'));
