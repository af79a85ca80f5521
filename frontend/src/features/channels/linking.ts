/** What the step that links a telephone shows: the form for its number, the code to type, a wait for what was typed, or a QR code. */
export type Linking = 'number' | 'code' | 'wait' | 'qr';

/** The steps of a pairing in which a code that was shown is being taken. A network may say for a while that it has none. */
const taken = ['none', 'phone', 'passkey'];

/** Whoever typed a code is not asked for the number again while it is being taken; who only chose that way is. */
export function linking(byCode: boolean, coded: boolean, stage: string): Linking {
  if (stage === 'code') return 'code';
  if (!byCode) return 'qr';
  return coded && taken.includes(stage) ? 'wait' : 'number';
}
