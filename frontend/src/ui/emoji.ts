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
const most = 32;

/** Where settings are kept. */
export interface Kept {
  settings: Record<string, string>;
  set: (key: string, value: string) => void;
}

/** What was used last, and the colour of skin, among the settings: the same in each face, and gone with the data. */
export class EmojiMemory {
  constructor(readonly kept: Kept) {}

  get last(): string[] {
    return (this.kept.settings['emoji_last'] ?? '').split(' ').filter(Boolean);
  }

  use(emoji: string): void {
    this.kept.set('emoji_last', [emoji, ...this.last.filter((e) => e !== emoji)].slice(0, most).join(' '));
  }

  get tone(): number {
    return Number(this.kept.settings['emoji_tone'] ?? '0');
  }

  set tone(tone: number) {
    this.kept.set('emoji_tone', String(tone));
  }
}
