import type { Component } from 'svelte';
import { words } from '../i18n/i18n.svelte';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Props = Record<string, any>;

/** A part of the page that the first screen does without. It is fetched once, and drawn at once ever after. */
export class Part<P extends Props> {
  /** What it is drawn with; undefined until it has come. */
  component = $state.raw<Component<P> | undefined>();
  failed = $state(false);
  #coming: Promise<void> | undefined;

  constructor(readonly source: () => Promise<{ default: Component<P> }>) {}

  /** Fetches it, unless that was done. What did not come is asked for again. */
  fetch(): Promise<void> {
    this.#coming ??= this.#fetch().catch(() => {
      this.failed = true;
      this.#coming = undefined;
    });
    return this.#coming;
  }

  async #fetch(): Promise<void> {
    const [module, worded] = await Promise.all([this.source(), words.fetchLater()]);
    if (!worded) throw new Error('its words did not come');
    this.failed = false;
    this.component = module.default;
  }
}

const parts = new Set<Part<Props>>();

/** Declares a part by its import. */
export function part<P extends Props>(source: () => Promise<{ default: Component<P> }>): Part<P> {
  const made = new Part(source);
  parts.add(made as unknown as Part<Props>);
  return made;
}

/** Fetches one part after the other, for when the page has nothing else to do: whoever opens one then waits for nothing. */
export async function fetchParts(): Promise<void> {
  for (const one of parts) await one.fetch();
}
