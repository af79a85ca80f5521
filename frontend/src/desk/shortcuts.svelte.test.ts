// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { bindings, refused, taken, type Binding } from './bindings';
import { actOfKey } from './acts';
import { find } from './commands';
import type { Desk } from './desk.svelte';
import { keyLabel, keysOf, single } from './pressed';
import { Shortcuts } from './shortcuts.svelte';
import type { Session } from './session.svelte';
import { ticket } from './slow';

function shortcuts(settings: Record<string, string> = {}) {
  const session = $state({ settings, set: (key: string, value: string) => void (session.settings[key] = value) });
  return { keys: new Shortcuts(session as unknown as Session), session };
}
const desk = (settings: Record<string, string> = {}) =>
  ({ keys: shortcuts(settings).keys, thread: { ticket: null }, targets: [] }) as unknown as Desk;
const of = (id: string) => bindings.find((b) => b.id === id)!;
const event = (key: string, held: Partial<KeyboardEvent> = {}) => ({ key, ...held }) as KeyboardEvent;

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
