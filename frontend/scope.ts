import type { CompileOptions } from 'svelte/compiler';

const taken = new Map<string, string>();

/** The class by which the styles of one component are told from those of all others. It stands at every rule and cannot be compressed, so
 * it is short; two components that would share one stop the build. */
export const cssHash: NonNullable<CompileOptions['cssHash']> = ({ hash, filename, css }) => {
  const of = filename ?? css;
  const name = `s${hash(of).slice(-5)}`;
  if ((taken.get(name) ?? of) !== of) throw new Error(`${of} and ${taken.get(name)!} share the class ${name}`);
  taken.set(name, of);
  return name;
};
