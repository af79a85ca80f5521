// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { levelOf, peaksOf, wavePeaks } from './wave';

describe('the loudness of a voice message', () => {
  it('has 64 parts, of which the loudest has 100', () => {
    const sound = Float32Array.from({ length: 6400 }, (_, i) => (i >= 3200 && i < 3300 ? -0.5 : 0.25));
    const peaks = peaksOf(sound);
    expect(peaks).toHaveLength(wavePeaks);
    expect(peaks[32]).toBe(100);
    expect(peaks[31]).toBe(50);
  });

  it('stays low where nobody speaks: the hiss of a room is no speech', () => {
    expect(Math.max(...peaksOf(new Float32Array(640).fill(0.005)))).toBe(10);
    expect(peaksOf(new Float32Array(640))).toEqual(Array(wavePeaks).fill(0));
  });

  it('is not told of less than a sample each', () => expect(peaksOf(new Float32Array(63))).toEqual([]));

  it('moves between 0 and 100 while it is recorded', () => {
    expect(levelOf(new Float32Array(8))).toBe(0);
    expect(levelOf(new Float32Array(8).fill(1))).toBe(100);
    expect(levelOf(new Float32Array(0))).toBe(0);
  });
});
