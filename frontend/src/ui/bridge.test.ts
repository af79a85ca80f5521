// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { bridge } from './bridge';

const self = (s: string) => s;
const list = (s: string) => [...s];
const at = (key: string) => [{ key, top: 0 }];

describe('the list between two', () => {
  it('has what came above, and below it what stood there', () => {
    expect(bridge(list('cde'), list('abcdef'), self, at('d'))?.join('')).toBe('abcde');
  });

  it('lets go what is gone above', () => {
    expect(bridge(list('abcd'), list('bcd'), self, at('c'))?.join('')).toBe('bcd');
  });

  it('looks at the next mark when the first is gone', () => {
    expect(bridge(list('xcd'), list('abcd'), self, [...at('x'), ...at('c')])?.join('')).toBe('abcd');
  });

  it('shows nothing twice that went from below to above', () => {
    expect(bridge(list('abcd'), list('dabc'), self, at('b'))?.join('')).toBe('dabc');
  });

  it('is not needed when nothing above changed, nor possible when nothing is left', () => {
    expect(bridge(list('abc'), list('abcd'), self, at('b'))).toBeNull();
    expect(bridge(list('abc'), list('xyz'), self, at('b'))).toBeNull();
  });
});
