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
    const settings: Record<string, string> = {};
    const memory = new EmojiMemory({ settings, set: (key, value) => (settings[key] = value) });
    expect([memory.last, memory.tone]).toEqual([[], 0]);
    for (const e of ['a', 'b', 'a', ...Array.from({ length: 40 }, (_, i) => String(i))]) memory.use(e);
    expect(memory.last).toHaveLength(32);
    expect(memory.last[0]).toBe('39');
    memory.use('30');
    expect(memory.last.slice(0, 2)).toEqual(['30', '39']);
    expect(memory.last).toHaveLength(32);
    memory.tone = 2;
    expect(memory.tone).toBe(2);
  });
});
