// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { weigh, type Built } from './budget';

/** A text that does not get shorter by compressing it, so that its weight tells it apart. */
const noise = (length: number) =>
  Array.from({ length }, (_, i) => ((i * 2654435761) % 4294967296).toString(36)).join('');

const chunk = (fileName: string, code: string, more: Partial<Built> = {}): Built => ({
  type: 'chunk',
  fileName,
  code,
  ...more,
});
const page = (...files: Built[]) => weigh(Object.fromEntries(files.map((f) => [f.fileName, f])));

const entry = chunk('index.js', noise(50), { isEntry: true, imports: ['shared.js'] });
const shared = chunk('shared.js', noise(70), { imports: ['index.js'] });

describe('the weight of the first screen', () => {
  it('is that of the entry with all that it imports, each once', () => {
    const alone = page(chunk('index.js', noise(50), { isEntry: true }));
    const both = page(entry, shared);
    expect(both.script).toBe(alone.script + page(chunk('index.js', noise(70), { isEntry: true })).script);
  });

  it('leaves out what comes later', () => {
    expect(page(entry, shared, chunk('later.js', noise(900))).script).toBe(page(entry, shared).script);
  });

  it('counts the longest of the languages', () => {
    const words = (n: number, language: string) =>
      chunk(`${language}.js`, noise(n), { facadeModuleId: `/src/i18n/${language}.json` });
    const long = page(entry, shared, words(90, 'pt-BR')).script;
    expect(long).toBeGreaterThan(page(entry, shared).script);
    expect(page(entry, shared, words(20, 'en'), words(90, 'pt-BR'), words(30, 'es')).script).toBe(long);
  });

  it('counts every style, also of what comes later', () => {
    const style = (fileName: string, source: string): Built => ({ type: 'asset', fileName, source });
    const one = page(style('a.css', noise(90))).styles;
    expect(page(style('a.css', noise(40)), style('b.css', noise(90).slice(noise(40).length))).styles).toBe(one);
  });
});
