// @vitest-environment node
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bindings, refused, taken, type Binding } from './bindings';
import { actOfKey } from './acts';
import { find } from './commands';
import type { Desk } from './desk.svelte';
import { keyLabel, keysOf, single } from './pressed';
import { Shortcuts } from './shortcuts.svelte';
import type { Session } from './session.svelte';
import { ticket } from './slow';
import { resizeText } from './textSize';

function shortcuts(settings: Record<string, string> = {}, face = 'browser') {
  const session = $state({ face, settings, set: (key: string, value: string) => void (session.settings[key] = value) });
  return { keys: new Shortcuts(session as unknown as Session), session };
}
const desk = (settings: Record<string, string> = {}, face = 'browser') =>
  ({ keys: shortcuts(settings, face).keys, thread: { ticket: null }, targets: [] }) as unknown as Desk;
const of = (id: string) => bindings.find((b) => b.id === id)!;
const event = (key: string, held: Partial<KeyboardEvent> = {}) =>
  ({ key, getModifierState: () => false, ...held }) as KeyboardEvent;

describe('keys', () => {
  it('are written in one way', () => {
    expect(keysOf(event('e', { ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+E');
    expect(keysOf(event('k', { metaKey: true }))).toBe('Ctrl+K');
    expect(keysOf(event(' '))).toBe('Space');
    expect(keysOf(event('+', { altKey: true }))).toBe('Alt+Plus');
    expect(keysOf(event('ß'))).toBe('ß');
    expect(keyLabel('Ctrl+Plus')).toBe('Ctrl +');
    expect(['E', 'Shift+E', 'Plus', 'F6', 'Shift+Enter', 'Alt+E'].map(single)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('typed with AltGr are the sign that is typed, as Windows and Linux tell it', () => {
    const getModifierState = (name: string) => name === 'AltGraph';
    const slash = { ctrlKey: true, altKey: true, getModifierState };
    expect(keysOf(event('/', slash))).toBe('/');
    expect(keysOf(event('/', { getModifierState }))).toBe('/');
    expect(refused(of('report'), keysOf(event('/', slash)))).toBe('keys.anywhere');
    expect(keysOf(event('z', { ctrlKey: true, altKey: true }))).toBe('Ctrl+Alt+Z');
  });

  it('are those of the registry where nothing else was chosen, whatever stands in the setting', () => {
    for (const value of ['', '{', '[]', 'null', '7', '{"close":7}'])
      expect(shortcuts({ shortcuts: value }).keys.of('close', 'Ctrl+Shift+E')).toBe('Ctrl+Shift+E');
  });

  it('are chosen, taken away and given back', () => {
    const { keys, session } = shortcuts();
    keys.set({ close: 'Ctrl+Alt+E', note: '' });
    expect(JSON.parse(session.settings['shortcuts']!)).toEqual({ close: 'Ctrl+Alt+E', note: '' });
    expect([keys.of('close', 'Ctrl+Shift+E'), keys.of('note', 'Ctrl+Shift+N')]).toEqual(['Ctrl+Alt+E', '']);
    keys.set({ close: undefined });
    expect(keys.own).toEqual({ note: '' });
    keys.set({ note: undefined });
    expect(session.settings['shortcuts']).toBe('');
  });

  it('of one letter can be turned off; the others stay', () => {
    const off = desk({ letter_keys: '0' });
    const one = [ticket(1)];
    expect(actOfKey(off, one, 'E')).toBeUndefined();
    expect(actOfKey(off, [{ ...ticket(1), unread: 1 }], 'Shift+Enter')?.id).toBe('peek');
    expect(find(off, 'Ctrl+K', false)?.id).toBe('palette');
    expect(actOfKey(desk(), one, 'E')?.id).toBe('close');
  });

  it('do what they were given to, and no more what they did', () => {
    const it = desk({ shortcuts: '{"palette":"Ctrl+J","list.pin":"F"}' });
    expect(find(it, 'Ctrl+J', false)?.id).toBe('palette');
    expect(find(it, 'Ctrl+K', false)).toBeUndefined();
    expect(actOfKey(it, [ticket(1)], 'F')?.id).toBe('pin');
    expect(actOfKey(it, [{ ...ticket(1), pinned: true }], 'F')?.id).toBe('unpin');
    expect(actOfKey(it, [ticket(1)], 'P')).toBeUndefined();
  });

  it('F1 helps, unless it does something else', () => {
    expect(find(desk(), 'F1', false)?.id).toBe('shortcuts');
    expect(find(desk({ shortcuts: '{"report":"F1"}' }), 'F1', false)?.id).toBe('report');
  });
});

describe('the size of the text', () => {
  it('has keys in the window, unless they do something else; a browser keeps its own', () => {
    const pressed = ['Ctrl+=', 'Ctrl+Plus', 'Ctrl+Shift+Plus', 'Ctrl+-', 'Ctrl+0'];
    const does = (d: Desk) => pressed.map((keys) => find(d, keys, true)?.id);
    expect(does(desk({}, 'window'))).toEqual(['larger', 'larger', 'larger', 'smaller', 'usual']);
    expect(does(desk({}, 'browser'))).toEqual(pressed.map(() => undefined));
    const own = JSON.stringify({ larger: 'F8', report: 'Ctrl+=' });
    expect(find(desk({ shortcuts: own }, 'window'), 'Ctrl+=', false)?.id).toBe('report');
    expect(find(desk({ shortcuts: own }, 'window'), 'Ctrl+Plus', false)).toBeUndefined();
  });

  it.each([
    ['100', 1, '112.5'],
    ['150', 1, undefined],
    ['87.5', -1, undefined],
    ['112.5', -1, '100'],
    ['150', 0, '100'],
    ['100', 0, undefined],
    [undefined, 1, '112.5'],
  ] as const)('%s by %d: %s', (from, by, to) => {
    const set = vi.fn();
    resizeText({ settings: from ? { text_size: from } : {}, set } as unknown as Session, by);
    expect(set.mock.calls).toEqual(to ? [['text_size', to]] : []);
  });
});

describe('on a Mac', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('keys are those of a Mac, whatever sign Option makes of them, in the order in which Apple writes them', async () => {
    vi.stubGlobal('navigator', { platform: 'MacIntel' });
    vi.resetModules();
    const there = await import('./pressed');
    const option = { altKey: true, metaKey: true, code: 'KeyZ', getModifierState: () => true };
    expect(there.keysOf(event('Ω', option))).toBe('Ctrl+Alt+Z');
    expect(there.keysOf(event('ArrowUp', { altKey: true, code: 'ArrowUp' }))).toBe('Alt+ArrowUp');
    expect(['Ctrl+K', 'Ctrl+Shift+F', 'Ctrl+Alt+Z', 'Alt+ArrowUp', 'R'].map(there.keyLabel)).toEqual([
      '⌘K',
      '⇧⌘F',
      '⌥⌘Z',
      '⌥↑',
      'R',
    ]);
  });
});

describe('the registry', () => {
  it('has no two actions with the same keys at one place, and every id fits the setting', () => {
    for (const b of bindings) {
      expect(b.id).toMatch(/^[A-Za-z][A-Za-z.]{0,39}$/);
      expect(taken(b, b.keys, (one) => one.keys)?.id, b.id).toBeUndefined();
    }
    expect(new Set(bindings.map((b) => b.id)).size).toBe(bindings.length);
  });

  it.each([
    ['close', 'Ctrl+W', 'keys.kept'],
    ['close', 'Ctrl+C', 'keys.fixed'],
    ['close', 'Ctrl+Enter', 'keys.fixed'],
    ['close', 'Escape', 'keys.fixed'],
    ['close', 'Z', 'keys.anywhere'],
    ['close', 'Shift+Z', 'keys.anywhere'],
    ['close', 'F7', 'keys.kept'],
    ['close', 'F8', undefined],
    ['close', 'Alt+Z', undefined],
    ['begin', 'Ctrl+N', undefined],
    ['list.pin', 'Ctrl+F8', 'keys.single'],
    ['list.pin', 'Space', 'keys.fixed'],
    ['list.pin', 'Shift+F', undefined],
    ['list.peek', 'Shift+Enter', undefined],
    ['message.reply', 'Q', undefined],
  ])('%s by %s: %s', (id, keys, why) => expect(refused(of(id), keys)).toBe(why));

  it('names who has the keys', () => {
    const now = (b: Binding) => b.keys;
    expect(taken(of('close'), 'Ctrl+K', now)?.id).toBe('palette');
    expect(taken(of('list.pin'), 'E', now)?.id).toBe('list.close');
    expect(taken(of('message.reply'), 'E', now), 'another place').toBeUndefined();
  });
});
