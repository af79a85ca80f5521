import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'pt-BR' | 'en' | 'es';

/** The page's own words, so that a test asks for a button by what is written on it. */
export function words(language: Language): (key: string, params?: Record<string, string | number>) => string {
  const files = ['', 'later'].map((part) => join(import.meta.dirname, '../src/i18n', part, `${language}.json`));
  const all = Object.assign({}, ...files.map((f) => JSON.parse(readFileSync(f, 'utf8')))) as Record<string, string>;
  return (key, params = {}) => {
    const text = all[key];
    if (text === undefined) throw new Error(`${language} has no words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  };
}
