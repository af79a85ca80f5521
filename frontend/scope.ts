import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CompileOptions } from 'svelte/compiler';

const folder = join(import.meta.dirname, 'src');
const components = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.svelte'))
  .map((file) => join(folder, file))
  .sort();

/** The class that holds a component's styles to it: `_` and the component's place among all of them. It stands at every one of its rules
 * and compresses badly, so it is as short as it can be; no class of ours begins with `_`. */
export const scope: NonNullable<CompileOptions['cssHash']> = ({ filename }) => {
  const file = resolve(import.meta.dirname, filename.replace(/\?.*$/, ''));
  const at = components.indexOf(file);
  return `_${(at < 0 ? components.push(file) - 1 : at).toString(36)}`; // one that is new while the development server runs
};
