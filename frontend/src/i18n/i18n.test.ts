// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import firstEn from './en.json';
import firstEs from './es.json';
import laterEn from './later/en.json';
import laterEs from './later/es.json';
import laterPt from './later/pt-BR.json';
import firstPt from './pt-BR.json';
import { preferred } from './i18n.svelte';

const root = join(import.meta.dirname, '..');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.(svelte|ts)$/.test(f) && !f.endsWith('.test.ts'))
  .map((f) => readFileSync(join(root, f), 'utf8'))
  .join('\n');

const pt = { ...firstPt, ...laterPt };
const en = { ...firstEn, ...laterEn };
const es = { ...firstEs, ...laterEs };

/** Keys that are put together from a word of the program, by their beginning. */
const composed = [
  ...[
    'attempt.',
    'choice.',
    'contacts.scheme.',
    'consent.cloudapi',
    'done.',
    'emoji.group.',
    'event.',
    'fault.',
    'fields.kind.',
    'field.',
    'finding.',
    'file.',
    'form.',
    'health.',
    'import.about.',
    'import.why.',
    'kind.',
    'lack.',
    'list.empty.',
    'snooze.',
    'tags.color.',
    'look.',
    'method.',
    'msg.',
    'notices.',
    'pair.state.',
    'pair.step.',
    'queue.why.',
    'removal.step.',
    'record.',
    'report.',
    'remove.count.',
    'setting.',
  ],
  ...['act.', 'gesture.'],
  ...['state.', 'system.', 'template.place.', 'template.status.', 'template.wrong.', 'ticket.status.', 'ticket.tab.'],
  ...['done.', 'search.kind.', 'search.when.', 'snooze.', 'tags.color.'],
  ...['starter.', 'variable.'],
];

const params = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe('the catalogues', () => {
  it('have the same keys in every language', () => {
    expect(Object.keys(en)).toEqual(Object.keys(pt));
    expect(Object.keys(es)).toEqual(Object.keys(pt));
  });

  it.each(Object.keys(pt) as (keyof typeof pt)[])('%s says something with the same parameters everywhere', (key) => {
    for (const text of [pt[key], en[key], es[key]]) {
      expect(text.trim()).not.toBe('');
      expect(params(text)).toEqual(params(pt[key]));
    }
  });

  it('say nothing twice', () => {
    expect(Object.keys(laterPt).filter((key) => key in firstPt)).toEqual([]);
    expect(Object.keys(laterEn)).toEqual(Object.keys(laterPt));
    expect(Object.keys(laterEs)).toEqual(Object.keys(laterPt));
  });

  it('hold no key that nothing uses', () => {
    const unused = Object.keys(pt).filter((key) => {
      const bare = key.replace(/\.(one|other)$/, '');
      return (
        !composed.some((c) => key.startsWith(c)) && !sources.includes(`'${bare}'`) && !sources.includes(`"${bare}"`)
      );
    });
    expect(unused).toEqual([]);
  });

  it('has words for each fault that the program can name', () => {
    const go = ['internal/desk/fault.go', 'app/elsewhere.go', 'internal/transport/cloudapi/probe.go'].map((f) =>
      readFileSync(join(root, '../..', f), 'utf8'),
    );
    const named = [...go.join('\n').matchAll(/Code\s+= "(\w+)"/g)].map((m) => m[1]!);
    expect(named).toContain('start_silent');
    expect(named.length).toBeGreaterThan(15);
    const silent = named.filter((code) => !(`fault.${code}` in pt));
    expect(silent).toEqual([]);
  });
});

describe('the language of the system', () => {
  it.each([
    [['pt-PT', 'en'], 'pt-BR'],
    [['fr', 'es-MX'], 'es'],
    [['en-GB'], 'en'],
    [['ja'], 'pt-BR'],
    [[], 'pt-BR'],
  ])('%j is shown as %s', (wishes, shown) => expect(preferred(wishes)).toBe(shown));
});
