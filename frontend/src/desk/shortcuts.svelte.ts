import type { Session } from './session.svelte';
import { single } from './pressed';

/** The keys that are not those of the registry, by action; "" for an action that has none any more. */
export type Own = Readonly<Record<string, string>>;

/** Keys that actions have in the window only. A browser makes all of a page larger by them, and is not kept from it. */
const ofWindow: Own = { larger: 'Ctrl+Plus', smaller: 'Ctrl+-', usual: 'Ctrl+0' };

/** Reads the setting. What is no set of keys changes nothing. */
function read(value: string): Own {
  try {
    const all: unknown = JSON.parse(value || '{}');
    return Object.fromEntries(Object.entries(all as Own).filter(([, keys]) => typeof keys === 'string'));
  } catch {
    return {};
  }
}

/** Which keys do what: those of the registry, unless the operator chose others. Whatever hears or shows keys asks here. */
export class Shortcuts {
  readonly own = $derived.by(() => read(this.session.settings['shortcuts'] ?? ''));

  constructor(readonly session: Session) {}

  /** Whether one letter alone does something in the list and on messages. */
  get letters(): boolean {
    return this.session.settings['letter_keys'] !== '0';
  }

  /** The keys that an action has where the operator chose none. */
  standard(id: string, registry = ''): string {
    return (this.session.face === 'window' && ofWindow[id]) || registry;
  }

  /** The keys that an action has, also while letters do nothing; "" for none. */
  given(id: string, registry = ''): string {
    return this.own[id] ?? this.standard(id, registry);
  }

  /** The keys of an action now, "" for none. Those that work in one place only are called after it, such as "list.pin". */
  of(id: string, registry = ''): string {
    const keys = this.given(id, registry);
    return !this.letters && id.includes('.') && single(keys) ? '' : keys;
  }

  /** Gives actions other keys; undefined are those of the registry again. */
  set(change: Readonly<Record<string, string | undefined>>): void {
    const all = Object.entries({ ...this.own, ...change }).filter(([, keys]) => keys !== undefined);
    this.session.set('shortcuts', all.length > 0 ? JSON.stringify(Object.fromEntries(all)) : '');
  }

  /** All keys are those of the registry again. */
  restore(): void {
    this.session.set('shortcuts', '');
  }
}
