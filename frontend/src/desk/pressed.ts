/** Keys whose own sign would be read as something else. */
const named: Record<string, string> = { ' ': 'Space', '+': 'Plus' };

const mac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

/** What a key is called. On a Mac, Option makes another sign of a letter; its place on the keyboard still tells which it is. */
function nameOf(e: KeyboardEvent): string {
  const place = mac && e.altKey ? /^(?:Key|Digit)(.)$/.exec(e.code)?.[1] : undefined;
  const upper = e.key.toUpperCase();
  return place ?? named[e.key] ?? (e.key.length === 1 && upper.length === 1 ? upper : e.key);
}

/** The keys of an event, such as "Ctrl+Shift+E". Ctrl stands for Cmd on a Mac. A sign that is typed with AltGr is that sign: on Windows
 * AltGr comes as Ctrl and Alt, and what is needed where somebody writes may not set off anything else. */
export function keysOf(e: KeyboardEvent): string {
  const typed = !mac && e.key.length === 1 && e.getModifierState('AltGraph');
  const held = { Ctrl: !typed && (e.ctrlKey || e.metaKey), Alt: !typed && e.altKey, Shift: !typed && e.shiftKey };
  const modifiers = Object.entries(held).flatMap(([name, is]) => (is ? name : []));
  return [...modifiers, nameOf(e)].join('+');
}

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

/** In which order what is held stands on a Mac. */
const first = ['Alt', 'Shift', 'Ctrl'];

/** The keys as they stand on the keyboard. */
export function keyLabel(keys: string): string {
  const all = keys.split('+');
  if (mac) all.sort((a, b) => rank(a) - rank(b));
  return all.map((k) => shown[k] ?? k).join(mac ? '' : ' ');
}

const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);

/** Whether these keys type a sign where somebody writes. */
export function single(keys: string): boolean {
  const key = keys.replace(/^Shift\+/, '');
  return key.length === 1 || key in { Space: 0, Plus: 0 };
}
