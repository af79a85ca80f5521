import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';

const kept = join(import.meta.dirname, '../stories/pictures');

/** So many pixels of the screen, each way, are one of the kept picture: small enough to see a missing sign, and a file of a few kB. */
const step = 5;
/** How far a colour may be off, of 255, and how many pixels may be: letters are drawn a little differently by each release of a browser. */
const off = 40;
const atMost = 6;

/** Whether the picture of a screen is to be kept as it is now, instead of being compared: `BALCAO_PICTURES=keep`. */
const keeping = process.env['BALCAO_PICTURES'] === 'keep';

/** Compares a screen with the picture that is kept of it; answers what is wrong, empty if nothing is. A variant without a picture of its
 * own looks as the picture of the name itself. What differs is written beside the other results. */
export function compare(screen: Buffer, name: string, variant = ''): string {
  const now = shrink(PNG.sync.read(screen));
  const own = join(kept, `${name}${variant}.png`);
  const plain = join(kept, `${name}.png`);
  const differs = (path: string) => difference(now, PNG.sync.read(readFileSync(path)));
  if (keeping && !(variant && existsSync(plain) && differs(plain) === 0)) keep(own, now);
  const path = existsSync(own) ? own : plain;
  if (!existsSync(path)) return `there is no picture of ${name}: look at it, then keep it with BALCAO_PICTURES=keep`;
  const n = differs(path);
  if (n <= atMost) return '';
  const seen = join(import.meta.dirname, '../../artifacts/e2e', `story-${name}${variant}.png`);
  mkdirSync(dirname(seen), { recursive: true });
  writeFileSync(seen, screen);
  return `${name}${variant} differs from its picture in ${n} places; it is ${seen}`;
}

function keep(path: string, picture: PNG): void {
  if (existsSync(path) && difference(picture, PNG.sync.read(readFileSync(path))) === 0) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 }));
}

/** The picture with so many pixels made one, and colours of five bits. */
function shrink(screen: PNG): PNG {
  const small = new PNG({ width: Math.floor(screen.width / step), height: Math.floor(screen.height / step) });
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++)
      for (let c = 0; c < 4; c++)
        small.data[(y * small.width + x) * 4 + c] = c < 3 ? mean(screen, x, y, c) & 0xf8 : 255;
  return small;
}

function mean(screen: PNG, x: number, y: number, c: number): number {
  let sum = 0;
  for (let j = 0; j < step; j++)
    for (let i = 0; i < step; i++) sum += screen.data[((y * step + j) * screen.width + x * step + i) * 4 + c]!;
  return Math.round(sum / (step * step));
}

/** How many pixels are another colour. */
function difference(a: PNG, b: PNG): number {
  if (a.width !== b.width || a.height !== b.height) return a.width * a.height;
  let n = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if ([0, 1, 2].some((c) => Math.abs(a.data[i + c]! - b.data[i + c]!) > off)) n++;
  return n;
}
