import en from 'emoji-picker-element-data/en/cldr/data.json?url';
import es from 'emoji-picker-element-data/es/cldr/data.json?url';
import pt from 'emoji-picker-element-data/pt/cldr/data.json?url';
import type { Language } from '../i18n/i18n.svelte';

/** An emoji as emojibase describes it. */
export interface Emoji {
  emoji: string;
  annotation: string;
  tags?: string[];
  group: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}

const files: Record<Language, string> = { 'pt-BR': pt, en, es };
const loaded = new Map<Language, Promise<Emoji[]>>();

/** Newer ones are boxes on systems that are in use. */
const newest = 15;
/** A part of other emoji, which is nothing by itself. */
const component = 2;

/** Reads the emoji with their names in a language, out of the program's own files. */
export function emojiIn(language: Language): Promise<Emoji[]> {
  const known = loaded.get(language);
  if (known) return known;
  const coming = read(files[language]);
  loaded.set(language, coming);
  coming.catch(() => loaded.delete(language));
  return coming;
}

async function read(file: string): Promise<Emoji[]> {
  const all = (await (await fetch(file)).json()) as Emoji[];
  return all.filter((e) => e.version <= newest && e.group !== component);
}

/** The groups in the order in which they stand, each with one that stands for it. The first is of those used last. */
export const groups = [
  { id: -1, sign: '🕘' },
  { id: 0, sign: '😀' },
  { id: 1, sign: '👋' },
  { id: 3, sign: '🐻' },
  { id: 4, sign: '🍔' },
  { id: 5, sign: '🚗' },
  { id: 6, sign: '⚽' },
  { id: 7, sign: '💡' },
  { id: 8, sign: '💜' },
  { id: 9, sign: '🏁' },
] as const;

/** The colours of skin there are, with the one that is none. */
export const tones = 6;

/** An emoji in a colour of skin, where it has colours. */
export function toned(e: Emoji, tone: number): string {
  return (tone > 0 && e.skins?.find((s) => s.tone === tone)?.emoji) || e.emoji;
}

const plain = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What is meant by words: each of them begins a word of the name or of a tag. Those whose name begins so come first. */
export function found(all: readonly Emoji[], query: string, most = 120): Emoji[] {
  const asked = plain(query).split(/\s+/).filter(Boolean);
  if (asked.length === 0) return [];
  const hits = all.filter((e) => {
    const words = plain([e.annotation, ...(e.tags ?? [])].join(' ')).split(/[\s:,-]+/);
    return asked.every((a) => words.some((w) => w.startsWith(a)));
  });
  const rank = (e: Emoji) => (plain(e.annotation).startsWith(asked[0]!) ? 0 : 1);
  return hits.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

/** How many of those used last are kept. */
const kept = 32;

/** What was used last, and the colour of skin, on this computer. A browser that keeps nothing remembers nothing. */
export class EmojiMemory {
  constructor(readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined = safeStorage()) {}

  get last(): string[] {
    try {
      const all: unknown = JSON.parse(this.storage?.getItem('emoji') ?? '[]');
      return Array.isArray(all) ? all.filter((e) => typeof e === 'string').slice(0, kept) : [];
    } catch {
      return [];
    }
  }

  use(emoji: string): void {
    this.#keep('emoji', JSON.stringify([emoji, ...this.last.filter((e) => e !== emoji)].slice(0, kept)));
  }

  get tone(): number {
    const tone = Number(this.storage?.getItem('emoji-tone'));
    return Number.isInteger(tone) && tone > 0 && tone < tones ? tone : 0;
  }

  set tone(tone: number) {
    this.#keep('emoji-tone', String(tone));
  }

  #keep(key: string, value: string): void {
    try {
      this.storage?.setItem(key, value);
    } catch {
      // It is full, or closed: then the picker begins afresh next time.
    }
  }
}

function safeStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
