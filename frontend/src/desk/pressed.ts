/** Keys whose own sign would be read as something else. */
const named: Record<string, string> = { ' ': 'Space', '+': 'Plus' };

/** The keys of an event, such as "Ctrl+Shift+E". Ctrl stands for Cmd on a Mac. */
export function keysOf(e: KeyboardEvent): string {
  const upper = e.key.toUpperCase();
  const key = named[e.key] ?? (e.key.length === 1 && upper.length === 1 ? upper : e.key);
  return [e.ctrlKey || e.metaKey ? 'Ctrl' : '', e.altKey ? 'Alt' : '', e.shiftKey ? 'Shift' : '', key]
    .filter(Boolean)
    .join('+');
}

const mac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
const shown: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Plus: '+',
  Ctrl: mac ? '⌘' : 'Ctrl',
  Alt: mac ? '⌥' : 'Alt',
  Shift: mac ? '⇧' : 'Shift',
};

/** The keys as they stand on the keyboard. */
export function keyLabel(keys: string): string {
  return keys
    .split('+')
    .map((k) => shown[k] ?? k)
    .join(mac ? '' : ' ');
}

/** Whether these keys type a sign where somebody writes. */
export function single(keys: string): boolean {
  const key = keys.replace(/^Shift\+/, '');
  return key.length === 1 || key in { Space: 0, Plus: 0 };
}
