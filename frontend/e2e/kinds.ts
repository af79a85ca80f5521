import { PNG } from 'pngjs';

/** A small picture of one colour with a band across it, so that two of them look different. */
export function drawn(width: number, height: number, hue: [number, number, number]): Buffer {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const light = Math.abs(y - height / 2) < height / 8 ? 60 : Math.round((40 * x) / width);
      hue.forEach((c, i) => (png.data[at + i] = Math.min(255, c + light)));
      png.data[at + 3] = 255;
    }
  return PNG.sync.write(png);
}

/** A second of sound that every browser plays, as a WAV file: the simulator does not look into it. */
export function tone(seconds = 1): Buffer {
  const samples = 8000 * seconds;
  const out = Buffer.alloc(44 + samples);
  out.write('RIFF', 0);
  out.writeUInt32LE(36 + samples, 4);
  out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(1, 22);
  out.writeUInt32LE(8000, 24);
  out.writeUInt32LE(8000, 28);
  out.writeUInt16LE(1, 32);
  out.writeUInt16LE(8, 34);
  out.write('data', 36);
  out.writeUInt32LE(samples, 40);
  for (let i = 0; i < samples; i++) out[44 + i] = 128 + Math.round(40 * Math.sin(i / 6));
  return out;
}

/** The loudness of a voice message, as a sender tells it. */
export const wave = Buffer.from(
  Array.from({ length: 64 }, (_, i) => Math.round(50 + 45 * Math.sin(i / 3) * Math.cos(i / 11))),
);
