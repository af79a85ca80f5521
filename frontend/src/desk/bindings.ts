import type { Key } from '../i18n/i18n.svelte';
import { letterOf, ticketActs } from './acts';
import { commands, replyKeys, selectKeys } from './commands';
import { single } from './pressed';

/** Where keys work. */
export type Scope = 'everywhere' | 'list' | 'message';

/** An action that has keys, or may have some. */
export interface Binding {
  id: string;
  label: Key;
  scope: Scope;
  /** Those of the registry, "" for none. */
  keys: string;
}

/** Everything that keys can be given to, in the order of the registry. */
export const bindings: readonly Binding[] = [
  ...commands.map((c): Binding => ({ id: c.id, label: c.label, scope: 'everywhere', keys: c.keys ?? '' })),
  ...ticketActs
    .filter((act) => act.letter && letterOf(act) === `list.${act.id}`)
    .map((act): Binding => ({ id: letterOf(act), label: act.label, scope: 'list', keys: act.letter! })),
  { id: replyKeys.id, label: 'act.reply', scope: 'message', keys: replyKeys.keys },
  { id: selectKeys.id, label: 'act.select', scope: 'message', keys: selectKeys.keys },
];

/** What browsers and systems keep for themselves: it does not reach the page, or is needed there. */
const kept = new Set(
  (
    'Ctrl+N Ctrl+Shift+N Ctrl+T Ctrl+Shift+T Ctrl+W Ctrl+Shift+W Ctrl+Q Ctrl+Shift+Q Ctrl+Tab Ctrl+Shift+Tab Ctrl+PageUp ' +
    'Ctrl+PageDown Ctrl+R Ctrl+Shift+R Ctrl+L Ctrl+P Ctrl+Shift+P Ctrl+H Ctrl+M Ctrl+Plus Ctrl+Shift+Plus Ctrl+- Ctrl+0 Alt+F4 Alt+Tab ' +
    'Alt+ArrowLeft Alt+ArrowRight Ctrl+Shift+I Ctrl+Escape Ctrl+Shift+Escape Ctrl+Alt+Delete F3 F5 Ctrl+F5 F7 F11 F12'
  ).split(' '),
);
/** What moves the focus and the text cursor, changes a text, or sends it, wherever that is. */
const fixed =
  /^((Ctrl\+)?(Shift\+)?(Escape|Tab|F6|Enter|Space|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow\w+|ContextMenu)|Shift\+F10|Ctrl\+[ACVXY])$/;
const anywhere = /^(Ctrl\+|Alt\+|(Shift\+)?F\d)/;

/** Why keys cannot be given to an action; undefined where they can. Its own of the registry always can. */
export function refused(to: Binding, keys: string): Key | undefined {
  if (keys === to.keys) return undefined;
  if (kept.has(keys)) return 'keys.kept';
  if (fixed.test(keys)) return 'keys.fixed';
  if (to.scope === 'everywhere') return anywhere.test(keys) ? undefined : 'keys.anywhere';
  return single(keys) ? undefined : 'keys.single';
}

/** Which action has these keys already, where both would hear them. */
export function taken(to: Binding, keys: string, now: (b: Binding) => string): Binding | undefined {
  return bindings.find((b) => b.id !== to.id && b.scope === to.scope && keys !== '' && now(b) === keys);
}

/** Keys that are none: a modifier that waits for another key, or the beginning of a sign. */
export const unfinished = new Set(
  'Control Shift Alt Meta AltGraph CapsLock Dead Process Unidentified Compose NumLock Fn OS'.split(' '),
);
