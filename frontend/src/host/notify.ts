import { toolkit } from './wails';

/** Whether notices of the system can be shown: they are, they can be asked for, they were refused, or there are none. */
export type Notifying = 'on' | 'askable' | 'refused' | 'none';

export interface Notice {
  title: string;
  body: string;
  /** A notice takes the place of the one before with the same tag. */
  tag: string;
  onopen: () => void;
}

/** The window's toolkit has no notices of the system: there a tone and the title do their work. */
export function notifying(): Notifying {
  if (toolkit() || !('Notification' in globalThis)) return 'none';
  return ({ granted: 'on', default: 'askable', denied: 'refused' } as const)[Notification.permission];
}

/** Asks for notices. Browsers want this to follow a press of the user. */
export async function askToNotify(): Promise<Notifying> {
  if (notifying() === 'askable') await Notification.requestPermission();
  return notifying();
}

/** Shows a notice and returns what takes it away. */
export function notify(n: Notice): () => void {
  if (notifying() !== 'on') return () => undefined;
  const shown = new Notification(n.title, { body: n.body, tag: n.tag });
  shown.onclick = () => {
    globalThis.focus();
    n.onopen();
    shown.close();
  };
  return () => shown.close();
}

/** Two short tones. Where the page may not sound yet it stays silent. */
export function tone(): void {
  if (!('AudioContext' in globalThis)) return;
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  volume.connect(audio.destination);
  [0, 0.22].forEach((at, i) => {
    const voice = audio.createOscillator();
    voice.frequency.value = i === 0 ? 660 : 880;
    voice.connect(volume);
    voice.start(audio.currentTime + at);
    voice.stop(audio.currentTime + at + 0.16);
    if (i === 1) voice.onended = () => void audio.close();
  });
}
