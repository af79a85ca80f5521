import type { CompileOptions } from 'svelte/compiler';

const owners = new Map<string, string>();

/** The class that holds a component's styles to it. It stands at every one of its rules, so it is no longer than it has to be; two
 * components with one class fail the build. */
export const scope: NonNullable<CompileOptions['cssHash']> = ({ hash, filename }) => {
  const file = filename.replace(/^.*\/frontend\//, '').replace(/\?.*$/, '');
  const name = `s${hash(file).slice(-4)}`;
  const owner = owners.get(name) ?? file;
  if (owner !== file) throw new Error(`${file} and ${owner} would share the class ${name}: rename one`);
  owners.set(name, file);
  return name;
};
