import { expect, test } from 'vitest';
import { sourcesOf } from './sources';

const ogg = 'audio/ogg; codecs=opus';

test.each([
  ['everything', () => true, ['u', 'u?as=webm', 'u?as=caf']],
  ['no Ogg', (type: string) => !type.includes('ogg'), ['u?as=webm', 'u?as=caf']],
  ['only what Apple made', (type: string) => type.includes('caf'), ['u?as=caf']],
  ['no Opus', () => false, []],
])('an engine that plays %s is given what it plays', (_, plays, want) => {
  expect(sourcesOf('u', ogg, plays)).toEqual(want);
});

test('a sound that is no Ogg is given as it is, whatever the engine says', () => {
  expect(sourcesOf('u', 'audio/amr', () => false)).toEqual(['u']);
});
