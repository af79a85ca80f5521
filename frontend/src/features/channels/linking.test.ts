import { expect, test } from 'vitest';
import { linking } from './linking';

test('after a code was shown the number is not asked for again until that pairing ends', () => {
  for (const stage of ['none', 'phone', 'passkey']) expect(linking(true, true, stage)).toBe('wait');
  for (const stage of ['refused', 'expired', 'cancelled', 'starting'])
    expect(linking(true, true, stage)).toBe('number');
});

test('who only chose to type a code is asked for the number, whatever the QR code does', () => {
  for (const stage of ['qr', 'none', 'phone', 'starting']) expect(linking(true, false, stage)).toBe('number');
});

test('a code is shown however it came, and without it the QR code', () => {
  expect(linking(true, true, 'code')).toBe('code');
  expect(linking(false, false, 'code')).toBe('code');
  for (const stage of ['qr', 'none', 'starting', 'refused']) expect(linking(false, true, stage)).toBe('qr');
});
