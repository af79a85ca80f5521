import type { Missing } from '../../desk/microphone';
import type { Key } from '../../i18n/i18n.svelte';

/** A computer, as far as its settings are concerned. */
interface System {
  is: RegExp;
  words: Key;
  /** Where its settings of the microphone open. */
  settings: string;
}

const systems: readonly System[] = [
  { is: /Windows/, words: 'record.refused.windows', settings: 'ms-settings:privacy-microphone' },
  {
    is: /Macintosh/,
    words: 'record.refused.mac',
    settings: 'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone',
  },
];

/** What is said when there is no microphone, and the settings that help, empty where none can be opened. */
export function advice(missing: Missing, window: boolean, agent: string): { words: Key; settings: string } {
  if (missing !== 'refused') return { words: `record.${missing}`, settings: '' };
  if (!window) return { words: 'record.refused.browser', settings: '' };
  return systems.find((s) => s.is.test(agent)) ?? { words: 'record.window', settings: '' };
}
