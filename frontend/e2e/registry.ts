import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { runnerImport } from 'vite';
import type { Command } from '../src/desk/commands';

/** The program's own list of commands, read with the compiler that builds the page. */
export async function registry(): Promise<readonly Command[]> {
  const root = join(import.meta.dirname, '..');
  const { module } = await runnerImport<{ commands: readonly Command[] }>(join(root, 'src/desk/commands.ts'), {
    root,
    configFile: false,
    plugins: [svelte({ compilerOptions: { runes: true } })],
    logLevel: 'error',
  });
  return module.commands;
}
