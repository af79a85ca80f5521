/** One line of a list that is chosen from while the focus stays in a field. */
export interface Choice {
  id: string;
  run: () => void;
}

/** Which of the lines is chosen. What comes later changes nothing about it, unless it was never moved from the first. */
export class Picker {
  #id = $state('');

  constructor(readonly all: () => readonly Choice[]) {}

  get chosen(): Choice | undefined {
    const all = this.all();
    return all.find((c) => c.id === this.#id) ?? all[0];
  }

  point(id: string): void {
    this.#id = id;
  }

  reset(): void {
    this.#id = '';
  }

  /** Moves by the arrow keys; false for any other key. */
  keys(e: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return false;
    const all = this.all();
    const at = all.findIndex((c) => c.id === this.chosen?.id);
    this.#id = all[(at + step + all.length) % Math.max(1, all.length)]?.id ?? '';
    e.preventDefault();
    return true;
  }

  /** Whether the last line is chosen: there may be more. */
  get atEnd(): boolean {
    return this.chosen?.id === this.all().at(-1)?.id;
  }
}
