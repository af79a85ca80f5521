import { join } from 'node:path';
import type { Plugin } from 'vite';

const beginning = join(import.meta.dirname, 'src/main.ts');

/** The modules that the first screen imports, and all that these import, without what comes later. */
const needed = new Set<string>();

/** Tells whether a module is one of the first screen. Only known once all were read. */
export const ofFirstScreen = (id: string): boolean => needed.has(id);

/**
 * Finds the modules of the first screen, so that they make one file. Left to itself the build gives each module that a later part shares
 * a file of its own: the first screen then weighs more, and what a later part imports changes how much.
 */
export function findFirstScreen(): Plugin {
  return {
    name: 'find-first-screen',
    buildEnd() {
      needed.clear();
      const follow = (id: string) => {
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) {
          if (needed.has(next)) continue;
          needed.add(next);
          follow(next);
        }
      };
      // The beginning stays by itself: it waits for the words, and nothing else may have to wait for it.
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) follow(id);
      needed.delete(beginning);
    },
  };
}
