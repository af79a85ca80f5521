import { beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from '../../host/api.gen';
import { words } from '../../i18n/i18n.svelte';
import { many, one } from './notice';

beforeAll(async () => {
  await words.fetch('pt-BR');
  words.use('pt-BR');
});

const notice = (over: Partial<Notice> = {}): Notice => ({
  ticket: 1,
  woke: false,
  name: 'Marina',
  number: '+5511987650001',
  count: 1,
  kind: 'text',
  text: 'Tem bolo?',
  author: null,
  ...over,
});

describe('the words of a notice', () => {
  it('are who wrote and what', () => {
    expect(one(notice())).toEqual({ title: 'Marina', body: 'Tem bolo?' });
    expect(one(notice({ count: 3 }))).toEqual({ title: 'Marina', body: '3 mensagens novas · Tem bolo?' });
    expect(one(notice({ kind: 'image', text: '' })).body).toBe('Foto');
    const author = { id: 1, name: 'Rita', number: '', color: 1, lastAt: 0 };
    expect(one(notice({ name: 'Padeiros', author }))).toEqual({ title: 'Padeiros', body: 'Rita: Tem bolo?' });
  });

  it('hide what is to be hidden', () => {
    expect(one(notice({ kind: '', text: '' }))).toEqual({ title: 'Marina', body: '1 mensagem nova' });
    expect(one(notice({ name: '', number: '', kind: '', text: '' }))).toEqual({ title: '1 mensagem nova', body: '' });
  });

  it('say that a snooze is over', () => {
    const woke = { woke: true, count: 2, kind: '', text: '' };
    expect(one(notice(woke))).toEqual({ title: 'Marina', body: 'O adiamento terminou' });
    expect(one(notice({ ...woke, name: '', number: '' }))).toEqual({ title: 'O adiamento terminou', body: '' });
  });

  it('carry no sign that turns them around', () => {
    expect(one(notice({ name: '\u202eanirаM', text: 'a\u202eb' }))).not.toMatchObject({
      body: expect.stringContaining('\u202e'),
    });
  });

  it('are one sentence for many', () => {
    expect(many(7).title).toBe('7 conversas com novidades');
  });
});
