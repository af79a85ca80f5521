import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'pt-BR' | 'en' | 'es';

/** The page's own words, so that a test asks for a button by what is written on it. */
export function words(language: Language): (key: string, params?: Record<string, string | number>) => string {
  const read = (folder: string) =>
    JSON.parse(readFileSync(join(import.meta.dirname, folder, `${language}.json`), 'utf8')) as Record<string, string>;
  const all = { ...read('../src/i18n'), ...read('../src/i18n/later') };
  return (key, params = {}) => {
    const text = all[key];
    if (text === undefined) throw new Error(`${language} has no words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  };
}
