import { beforeEach, expect, it, vi } from 'vitest';
import type { Desk } from './desk.svelte';
import { Recording } from './recording.svelte';
import { settled } from './slow';

/** A microphone of which one can see whether it is on. */
let tracks: { on: boolean; stop: () => void }[];
let allow: () => void;
/** What of the computer's sound does not work. */
let broken: 'graph' | 'recorder' | 'start' | '';

class Recorder {
  static isTypeSupported = () => true;
  state = 'inactive';
  mimeType = 'audio/webm';
  ondataavailable: (e: { data: Blob }) => void = () => undefined;
  onstop: () => void = () => undefined;
  constructor() {
    if (broken === 'recorder') throw new DOMException('', 'NotSupportedError');
  }
  start() {
    if (broken === 'start') throw new DOMException('', 'UnknownError');
    this.state = 'recording';
  }
  stop() {
    this.state = 'inactive';
    this.onstop();
  }
}

const node = { fftSize: 32, connect: () => node, channelCount: 2, stream: {} };

class Sound {
  resume = () => Promise.resolve();
  close = () => Promise.resolve();
  createMediaStreamSource = () => node;
  createMediaStreamDestination = () => node;
  createAnalyser() {
    if (broken === 'graph') throw new TypeError('no such node');
    return node;
  }
}

beforeEach(() => {
  broken = '';
  tracks = [];
  vi.stubGlobal('MediaRecorder', Recorder);
  vi.stubGlobal('AudioContext', Sound);
  const open = () =>
    new Promise((done) => {
      allow = () => {
        const track = { on: true, stop: () => (track.on = false) };
        tracks.push(track);
        done({ getTracks: () => tracks });
      };
    });
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: open }, configurable: true });
});

const begun = () => new Recording({ voices: [] } as unknown as Desk, 1);
const on = () => tracks.filter((t) => t.on).length;

it('is let go where the operator thought otherwise before it was allowed', async () => {
  const recording = begun();
  recording.discard();
  allow();
  await settled();
  expect(tracks).toHaveLength(1);
  expect(on()).toBe(0);
});

it.each(['graph', 'recorder', 'start'] as const)('is let go where nothing can be recorded: %s', async (what) => {
  broken = what;
  const recording = begun();
  allow();
  await settled();
  expect(recording.stage).toBe('missing');
  expect(on()).toBe(0);
});

it('is not even asked for where there is no recorder', async () => {
  vi.stubGlobal('MediaRecorder', undefined);
  allow = () => undefined;
  const recording = begun();
  await settled();
  expect([recording.stage, recording.missing, tracks.length]).toEqual(['missing', 'window', 0]);
});

it('is on while it records and no longer', async () => {
  const recording = begun();
  allow();
  await settled();
  expect([recording.stage, on()]).toEqual(['recording', 1]);
  recording.discard();
  await settled();
  expect(on()).toBe(0);
});
