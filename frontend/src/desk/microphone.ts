import { levelOf } from './wave';

/** Why there is no microphone: it was refused, there is none, another program has it, or this window cannot have one. */
export type Missing = 'refused' | 'none' | 'busy' | 'window';

/** The forms that a recorder may give, the best first: Opus can leave as a voice message. */
const forms = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

/** Bits of a second. Speech in one channel needs no more, and an hour of it still fits what networks carry. */
const bits = 32_000;

/** A microphone that records in one channel. */
export class Microphone {
  readonly recorder: MediaRecorder;
  readonly #parts: Blob[] = [];
  readonly #room: Float32Array<ArrayBuffer>;
  readonly #stopped: Promise<void>;
  #begun = false;

  private constructor(
    private readonly stream: MediaStream,
    private readonly audio: AudioContext,
    private readonly meter: AnalyserNode,
    mono: MediaStream,
  ) {
    const mimeType = forms.find((form) => MediaRecorder.isTypeSupported(form));
    this.recorder = new MediaRecorder(mono, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: bits });
    this.recorder.ondataavailable = (e) => this.#parts.push(e.data);
    this.#stopped = new Promise((done) => (this.recorder.onstop = () => done()));
    this.#room = new Float32Array(meter.fftSize);
  }

  /** Opens the microphone; the system or the browser may ask the operator first. */
  static async open(): Promise<Microphone> {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices || typeof MediaRecorder === 'undefined') throw new DOMException('', 'NotSupportedError');
    const stream = await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } });
    try {
      return await Microphone.#on(stream);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop(); // nobody listens to what cannot be recorded
      throw error;
    }
  }

  static async #on(stream: MediaStream): Promise<Microphone> {
    const audio = new AudioContext();
    try {
      await audio.resume();
      const source = audio.createMediaStreamSource(stream);
      const meter = audio.createAnalyser();
      const mono = audio.createMediaStreamDestination();
      mono.channelCount = 1;
      source.connect(meter).connect(mono);
      return new Microphone(stream, audio, meter, mono.stream);
    } catch (error) {
      await audio.close();
      throw error;
    }
  }

  begin(): void {
    this.recorder.start();
    this.#begun = true;
  }

  /** Calls when the microphone goes away by itself, as when it is unplugged. */
  onended(tell: () => void): void {
    for (const track of this.stream.getTracks()) track.onended = tell;
  }

  get level(): number {
    this.meter.getFloatTimeDomainData(this.#room);
    return levelOf(this.#room);
  }

  /** Ends the recording, lets the microphone go, and gives what was recorded. */
  async stop(): Promise<Blob> {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    if (this.#begun) await this.#stopped;
    for (const track of this.stream.getTracks()) track.stop();
    await this.audio.close();
    return new Blob(this.#parts, { type: this.recorder.mimeType });
  }
}

/** What keeps a microphone from being opened, by the name of the error (W3C Media Capture and Streams, 10.3). */
export function missing(error: unknown): Missing {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return name === 'NotSupportedError' ? 'window' : 'refused';
}
