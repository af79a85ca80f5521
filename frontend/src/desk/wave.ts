/** How many values tell the loudness of a voice message along its length. */
export const wavePeaks = 64;

/** What counts as silence whatever the rest is like, so that the hiss of an empty room does not fill the picture. */
const faint = 0.05;

/** The loudness of a sound in equal parts, from 0 to 100, of which the loudest part has 100. */
export function peaksOf(samples: Float32Array, parts = wavePeaks): number[] {
  if (samples.length < parts) return [];
  const peaks = Array.from({ length: parts }, (_, i) => {
    let top = 0;
    const end = Math.floor(((i + 1) * samples.length) / parts);
    for (let at = Math.floor((i * samples.length) / parts); at < end; at++) top = Math.max(top, Math.abs(samples[at]!));
    return top;
  });
  const loudest = Math.max(faint, ...peaks);
  return peaks.map((p) => Math.round((p / loudest) * 100));
}

/** The loudness of a moment, from 0 to 100, as a level that moves with the voice. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const s of samples) sum += s * s;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return Math.round(Math.min(1, Math.sqrt(rms) * 1.6) * 100);
}
