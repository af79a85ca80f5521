import type { Message } from '../host/api.gen';
import type { Session } from './session.svelte';

const speeds = ['1', '1.5', '2'];

/** What a voice message is played from. */
export interface Voice {
  message: Message;
  /** Who speaks, as the bar says it. */
  name: string;
  /** The forms in which it can be had, the best first, and how many of them this engine could not play. */
  sources: readonly string[];
  failed: number;
}

/** The one player of the program. It goes on while its message is out of sight or another conversation is open. */
export class Player {
  voice = $state.raw<Voice | null>(null);
  going = $state(false);
  /** Seconds from its beginning. */
  at = $state(0);
  /** Seconds, 0 while they are not known. */
  length = $state(0);
  /** Whether the bubble is before the operator's eyes. */
  seen = $state(false);
  readonly #audio = new Audio();

  constructor(readonly session: Session) {
    const audio = this.#audio;
    audio.onplay = () => (this.going = true);
    audio.onpause = () => (this.going = false);
    audio.ontimeupdate = () => (this.at = audio.currentTime);
    audio.ondurationchange = () => (this.length = Number.isFinite(audio.duration) ? audio.duration : 0);
    audio.onended = () => this.stop();
    audio.onerror = () => this.#next();
  }

  /** What the bar tells of: something plays, or waits to go on, and its bubble is not there to tell. */
  get apart(): Voice | null {
    return this.seen ? null : this.voice;
  }

  get speed(): string {
    return this.session.settings['voice_speed'] ?? '1';
  }

  plays(message: number): boolean {
    return this.voice?.message.id === message;
  }

  /** Plays a message from a second on, and puts away what was played before. */
  play(voice: Voice, from: number): void {
    this.stop();
    this.voice = voice;
    this.seen = true; // it was pressed
    this.#load(from);
    const { message } = voice;
    if (message.direction === 'in' && message.kind === 'voice' && !message.listened)
      void this.session.call('Messages.Listened', { id: message.id });
  }

  toggle(): void {
    if (this.going) this.#audio.pause();
    else this.#go();
  }

  seek(to: number): void {
    this.at = to;
    this.#audio.currentTime = to;
  }

  faster(): void {
    const next = speeds[(speeds.indexOf(this.speed) + 1) % speeds.length]!;
    this.session.set('voice_speed', next);
    this.#audio.playbackRate = Number(next);
  }

  stop(): void {
    this.#audio.pause();
    this.voice = null;
    this.at = this.length = 0;
    this.going = false;
  }

  #load(from: number): void {
    const source = this.voice?.sources[this.voice.failed];
    if (!source) return;
    this.#audio.src = source;
    this.seek(from);
    this.#go();
  }

  /** What cannot be played is told by the element's own error, which leads on to the next form. */
  #go(): void {
    this.#audio.playbackRate = Number(this.speed);
    void this.#audio.play().catch(() => undefined);
  }

  #next(): void {
    if (!this.voice) return;
    this.voice = { ...this.voice, failed: this.voice.failed + 1 };
    if (this.voice.failed < this.voice.sources.length) this.#load(this.at);
    else this.stop();
  }
}
