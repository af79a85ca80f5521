/** How many refused texts keep their key. */
const kept = 100;

/** The keys of what was sent and perhaps did not arrive: the same words go again under the same key, so that they arrive once. */
export class Keys {
  #unsure = new Map<string, string[]>();

  /** The key under which words are sent. The same words once more while the first are under way are meant to go twice. */
  take(words: string): string {
    const [key = crypto.randomUUID(), ...others] = this.#unsure.get(words) ?? [];
    this.#keep(words, others);
    return key;
  }

  /** Tells how it ended. */
  end(words: string, key: string, sent: boolean): void {
    this.#keep(words, [...(this.#unsure.get(words) ?? []), ...(sent ? [] : [key])]);
  }

  /** Keeps the keys of words, and forgets those of words that were not tried for long. */
  #keep(words: string, keys: string[]): void {
    this.#unsure.delete(words);
    if (keys.length > 0) this.#unsure.set(words, keys);
    for (const oldest of this.#unsure.keys()) {
      if (this.#unsure.size <= kept) break;
      this.#unsure.delete(oldest);
    }
  }
}
