import type { Fault } from '../host/api.gen';
import type { Desk } from './desk.svelte';
import { Microphone, missing, type Missing } from './microphone';
import { faultOf } from './session.svelte';
import { Piece } from './tray.svelte';
import { peaksOf, wavePeaks } from './wave';

/** How often the level is looked at, in milliseconds. */
const beat = 80;
/** The longest recording, in seconds. It ends by itself and can be sent. */
const longest = 3600;
/** For the loudness alone few samples a second are enough, and an hour of them fits into memory. */
const coarse = 8000;

export type Stage = 'asking' | 'missing' | 'recording' | 'paused' | 'done' | 'sending';

/** A voice message that is being spoken for a ticket, until it is sent or discarded. */
export class Recording {
  stage = $state<Stage>('asking');
  missing = $state<Missing>('refused');
  /** Why it could not be sent. */
  fault = $state.raw<Fault | null>(null);
  /** Seconds that were recorded. */
  length = $state(0);
  /** The loudness of the last moments, from 0 to 100, while it is recorded; of the whole, when it is done. */
  levels = $state.raw<number[]>([]);
  /** Where what was recorded can be listened to. */
  url = $state('');
  /** Whether it can only leave as an ordinary sound: the recorder of this computer knows no other form. */
  plain = $state(false);
  #microphone: Microphone | null = null;
  #blob: Blob | null = null;
  #piece: Piece | null = null;
  #beats: ReturnType<typeof setInterval> | undefined;
  #last = 0;
  #gone = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    readonly desk: Desk,
    readonly ticket: number,
  ) {
    addEventListener('beforeunload', this.#stay);
    void this.begin();
  }

  /** What is being spoken exists in this page only: whoever leaves it is asked first. */
  readonly #stay = (e: Event): void => {
    if (this.#microphone) e.preventDefault();
  };

  async begin(): Promise<void> {
    this.stage = 'asking';
    try {
      const microphone = await Microphone.open();
      if (this.#gone) return void microphone.stop();
      this.#microphone = microphone;
      microphone.onended(() => void this.stop());
      microphone.begin();
      this.stage = 'recording';
      this.#last = performance.now();
      this.#beats = setInterval(() => this.#beat(), beat);
    } catch (error) {
      void this.#microphone?.stop();
      this.#microphone = null;
      this.missing = missing(error);
      this.stage = 'missing';
    }
  }

  #beat(): void {
    if (!this.#microphone || this.stage !== 'recording') return;
    const now = performance.now();
    this.length += (now - this.#last) / 1000;
    this.#last = now;
    this.levels = [...this.levels, this.#microphone.level].slice(-wavePeaks);
    if (this.length >= longest) void this.stop();
  }

  pause(): void {
    if (this.stage !== 'recording') return;
    this.#beat();
    this.#microphone?.recorder.pause();
    this.stage = 'paused';
  }

  resume(): void {
    if (this.stage !== 'paused') return;
    this.#microphone?.recorder.resume();
    this.#last = performance.now();
    this.stage = 'recording';
  }

  /** Ends the recording; what was said can be listened to. */
  stop(): Promise<void> {
    const microphone = this.#microphone;
    if (microphone && (this.stage === 'recording' || this.stage === 'paused')) {
      this.#beat();
      clearInterval(this.#beats);
      this.#microphone = null;
      this.stage = 'done';
      this.#ended = this.#keep(microphone);
    }
    return this.#ended;
  }

  async #keep(microphone: Microphone): Promise<void> {
    this.#blob = await microphone.stop();
    this.plain = this.#blob.type.startsWith('audio/mp4');
    await this.#measure(this.#blob);
    if (this.#gone) return;
    this.url = URL.createObjectURL(this.#blob);
    await this.#lay(this.#blob);
  }

  /** Gives it to the program, which keeps it until it is sent or thrown away, also over a restart. */
  async #lay(blob: Blob): Promise<void> {
    this.#piece ??= new Piece('', blob.size);
    try {
      await this.#given(this.#piece, blob);
      if (this.#gone) this.#drop();
      else this.desk.tray.spoken(this.ticket, this.#piece);
    } catch {
      // It stays in this page, and sending it says why.
    }
  }

  async #given(piece: Piece, blob: Blob): Promise<void> {
    piece.upload ??= await this.desk.session.host.upload(blob);
    piece.kind = piece.upload.mime === 'audio/ogg' ? 'voice' : 'audio';
    piece.millis = Math.round(this.length * 1000);
    piece.wave = this.levels.length === wavePeaks ? this.levels : [];
  }

  #drop(): void {
    const upload = this.#piece?.upload;
    if (upload) void this.desk.session.call('Uploads.Drop', { id: upload.id });
  }

  /** The loudness along the whole. Without it the message is sent all the same. */
  async #measure(blob: Blob): Promise<void> {
    try {
      const sound = await new OfflineAudioContext(1, 1, coarse).decodeAudioData(await blob.arrayBuffer());
      this.length = sound.duration;
      this.levels = peaksOf(sound.getChannelData(0));
    } catch {
      this.levels = [];
    }
  }

  /** Sends it. What was refused stays, with its reason. */
  async send(): Promise<boolean> {
    await this.stop();
    if (!this.#blob || this.stage !== 'done') return false;
    this.stage = 'sending';
    this.fault = null;
    const sent = await this.#leave(this.#blob);
    if (sent) this.#end();
    else this.stage = 'done';
    return sent;
  }

  async #leave(blob: Blob): Promise<boolean> {
    const piece = (this.#piece ??= new Piece('', blob.size));
    try {
      await this.#given(piece, blob);
    } catch (error) {
      this.fault = faultOf(error);
      return false;
    }
    piece.fault = null;
    if (await this.desk.tray.sendOne(this.ticket, piece)) return true;
    this.fault = piece.fault;
    return false;
  }

  /** Throws it away. */
  discard(): void {
    void this.#microphone?.stop();
    this.#drop();
    this.#end();
  }

  #end(): void {
    this.#gone = true;
    removeEventListener('beforeunload', this.#stay);
    clearInterval(this.#beats);
    if (this.url) URL.revokeObjectURL(this.url);
    this.desk.voices = this.desk.voices.filter((v) => v !== this);
  }
}
