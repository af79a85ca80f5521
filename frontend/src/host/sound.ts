/** A sound as a row of tones: frequency in hertz, beginning and length in seconds. */
type Tones = readonly (readonly [hertz: number, at: number, length: number])[];

/** The sounds that can be chosen, and that of a call. */
export const sounds = {
  two: [
    [660, 0, 0.16],
    [880, 0.22, 0.16],
  ],
  drop: [
    [1046, 0, 0.09],
    [784, 0.1, 0.14],
  ],
  bell: [[987, 0, 0.7]],
  ring: [
    [660, 0, 0.16],
    [880, 0.22, 0.16],
    [660, 0.6, 0.16],
    [880, 0.82, 0.16],
  ],
} satisfies Record<string, Tones>;

export type Sound = keyof typeof sounds;

/** The loudest there is: a tone of the full range would be a fright. */
const loudest = 0.3;

/** Plays a sound; volume goes to 100. Answers whether it could be heard: where nobody pressed anything yet, browsers keep a page silent. */
export async function play(sound: Sound, volume: number): Promise<boolean> {
  if (!('AudioContext' in globalThis) || navigator.userActivation?.hasBeenActive === false) return false;
  const audio = new AudioContext();
  if (audio.state !== 'running') await Promise.race([audio.resume(), new Promise((r) => setTimeout(r, 300))]);
  if (audio.state !== 'running') {
    void audio.close();
    return false;
  }
  const end = Math.max(...sounds[sound].map(([hertz, at, length]) => tone(audio, volume, hertz, at, length)));
  setTimeout(() => void audio.close(), (end - audio.currentTime) * 1000 + 100);
  return true;
}

/** Adds one tone that fades, and answers when it ends. */
function tone(audio: AudioContext, volume: number, hertz: number, at: number, length: number): number {
  const voice = audio.createOscillator();
  const gain = audio.createGain();
  const [begin, end] = [audio.currentTime + at, audio.currentTime + at + length];
  gain.gain.setValueAtTime((loudest * volume) / 100, begin);
  gain.gain.exponentialRampToValueAtTime(0.001, end);
  voice.frequency.value = hertz;
  voice.connect(gain).connect(audio.destination);
  voice.start(begin);
  voice.stop(end);
  return end;
}
