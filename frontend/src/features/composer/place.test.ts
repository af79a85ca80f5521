import { expect, test } from 'vitest';
import { readPlace } from './place';

test.each([
  ['-23.561414, -46.655881', -23.561414, -46.655881],
  ['-23,561414; -46,655881', -23.561414, -46.655881],
  ['-23.5 -46.6', -23.5, -46.6],
  ['https://www.google.com/maps/@-23.56,-46.65,17z', -23.56, -46.65],
  ['https://www.google.com/maps/place/X/@-1.5,-2.5,17z/data=!3d-23.5615!4d-46.6559', -23.5615, -46.6559],
  ['https://maps.google.com/?q=-23.5615,-46.6559', -23.5615, -46.6559],
  ['https://www.openstreetmap.org/?mlat=-23.56&mlon=-46.65', -23.56, -46.65],
])('%s is a point', (text, latitude, longitude) => expect(readPlace(text)).toEqual({ latitude, longitude }));

test.each(['', 'Rua Augusta', '99, 0', '0, 200', 'https://example.com/10/20'])('%s is none', (text) =>
  expect(readPlace(text)).toBeNull(),
);
