// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { EmojiMemory, found, toned, type Emoji } from './emoji';

const emoji = (sign: string, annotation: string, ...tags: string[]): Emoji => ({
  emoji: sign,
  annotation,
  tags,
  group: 0,
  version: 1,
});
const heart = emoji('❤️', 'coração vermelho', 'amor');
const hand = { ...emoji('👋', 'mão acenando', 'tchau', 'coração'), skins: [{ emoji: '👋🏽', tone: 3 }] };

describe('emoji', () => {
  it.each([
    ['coracao', ['❤️', '👋']],
    ['verm cor', ['❤️']],
    ['TCHAU', ['👋']],
    ['oração', []],
    ['  ', []],
  ])('%j finds %j', (query, signs) => expect(found([hand, heart], query).map((e) => e.emoji)).toEqual(signs));

  it('have the colour of skin where they have colours', () => {
    expect([toned(hand, 3), toned(hand, 5), toned(hand, 0), toned(heart, 3)]).toEqual(['👋🏽', '👋', '👋', '❤️']);
  });

  it('that were used last stand in front, each once', () => {
    const kept = new Map<string, string>();
    const memory = new EmojiMemory({ getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v) });
    for (const e of ['a', 'b', 'a', ...Array.from({ length: 40 }, (_, i) => String(i))]) memory.use(e);
    expect(memory.last).toHaveLength(32);
    expect(memory.last[0]).toBe('39');
    memory.tone = 2;
    expect(memory.tone).toBe(2);
    kept.set('emoji', '{"not": "a list"}').set('emoji-tone', '99');
    expect([memory.last, memory.tone]).toEqual([[], 0]);
    kept.set('emoji', 'broken');
    expect(memory.last).toEqual([]);
  });

  it('work where nothing can be kept', () => {
    const shut = () => {
      throw new Error('closed');
    };
    const memory = new EmojiMemory({ getItem: () => null, setItem: shut });
    memory.use('a');
    expect(memory.last).toEqual([]);
  });
});
