import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What the page may weigh, in bytes as they would be sent compressed. The first screen is the inbox. */
export const budget = { script: 120_000, styles: 25_000 };

/** Words without which nothing is drawn. They come one language at a time, so the longest counts. */
const catalogue = /\/i18n\/[\w-]+\.json$/;

/** A file of the build, as far as it matters here. */
export interface Built {
  type: 'chunk' | 'asset';
  fileName: string;
  code?: string;
  source?: string | Uint8Array;
  isEntry?: boolean;
  imports?: string[];
  facadeModuleId?: string | null;
}

const weight = (content: string) => gzipSync(content, { level: 9 }).length;

/** Weighs what a browser runs before the first screen stands, and all styles as one. */
export function weigh(files: Record<string, Built>): { script: number; styles: number } {
  const all = Object.values(files);
  const needed = new Set<string>();
  const need = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    files[name]?.imports?.forEach(need);
  };
  for (const file of all) if (file.isEntry) need(file.fileName);
  const script = [...needed].reduce((sum, name) => sum + weight(files[name]?.code ?? ''), 0);
  const words = all.filter((f) => catalogue.test(f.facadeModuleId ?? '')).map((f) => weight(f.code ?? ''));
  const styles = all.filter((f) => f.fileName.endsWith('.css')).map((f) => String(f.source ?? ''));
  return { script: script + Math.max(0, ...words), styles: weight(styles.join('')) };
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** Fails the build of a page that became heavier than it may be. */
export function withinBudget(): Plugin {
  return {
    name: 'within-budget',
    writeBundle(_, bundle) {
      const found = weigh(bundle);
      for (const of of ['script', 'styles'] as const) {
        const line = `${of === 'script' ? 'script of the first screen' : 'all styles'}: ${kilobytes(found[of])} of ${kilobytes(budget[of])}, compressed`;
        if (found[of] > budget[of]) this.error(`${line}. Let something come later (src/ui/part.svelte.ts).`);
        this.info(line);
      }
    },
  };
}
