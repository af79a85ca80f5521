import { beforeAll, beforeEach, expect, it } from 'vitest';
import { words } from '../i18n/i18n.svelte';
import { authorName, reactedBy, reactionLine, writer } from './author';
import { privacy } from './privacy.svelte';

const somebody = (over = {}) => ({ name: '', number: '', color: 1, ...over });

beforeAll(async () => {
  await words.fetch('pt-BR');
  words.use('pt-BR');
});
beforeEach(() => (privacy.hidden = false));

it('calls an author by name, else by number as far as numbers are shown', () => {
  const number = '+5511987650001';
  expect(authorName(somebody({ name: 'Rita\u202e', number }))).toBe('Rita');
  expect(authorName(somebody({ number }))).toBe('+55 11 98765-0001');
  privacy.hidden = true;
  expect(authorName(somebody({ number }))).toBe('+55 11 •••••-0001');
  expect(authorName(somebody())).toBe('Participante');
});

it('calls the side of the customer by the author, where there is one', () => {
  expect(writer({ author: somebody({ name: 'Rita' }) }, 'Padeiros')).toBe('Rita');
  expect(writer({ author: null }, 'Marina')).toBe('Marina');
});

it('counts the reactions of many, and leaves those of two as they are', () => {
  const by = (name: string, emoji: string) => ({ emoji, author: name ? somebody({ name }) : null });
  expect(reactionLine([by('', '👍'), by('', '👍')])).toBe('👍 👍');
  expect(reactedBy([by('', '👍')])).toBe('');
  const many = [by('Rita', '👍'), by('Beto', '❤️'), by('Cida', '👍'), by('', '👍')];
  expect(reactionLine(many)).toBe('👍 3 ❤️');
  expect(reactedBy(many)).toBe('Rita 👍, Beto ❤️, Cida 👍, Você 👍');
});
