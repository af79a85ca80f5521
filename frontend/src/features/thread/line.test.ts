// @vitest-environment node
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../host/api.gen';
import { message } from '../../desk/slow';
import { words } from '../../i18n/i18n.svelte';
import { lineOf } from './line';

const line = (system: string, params: Record<string, string> = {}): Message => ({
  ...message(3, 1),
  direction: 'system',
  system,
  params: { ticket: '1', ...params },
});
const [from, to] = ['+5511987650001', '+5511955554444'];

describe('a line between the messages', () => {
  afterEach(() => words.use('pt-BR'));

  it.each([
    ['pt-BR', line('contact.moved'), 'O cliente avisou que mudou de número. A conversa continua aqui.'],
    ['pt-BR', line('contact.moved', { from }), 'O cliente avisou que mudou de número. A conversa continua aqui.'],
    [
      'pt-BR',
      line('contact.moved', { from, to }),
      'O cliente mudou de +55 11 98765-0001 para +55 11 95555-4444. A conversa continua aqui.',
    ],
    [
      'es',
      line('contact.moved', { to }),
      'El cliente cambió su número a +55 11 95555-4444. La conversación sigue aquí.',
    ],
    [
      'en',
      line('contact.moved', { from, to: '+4915112345678' }),
      'The customer moved from +55 11 98765-0001 to +4915112345678. The conversation goes on here.',
    ],
    ['pt-BR', line('contact.marketing_stopped'), 'O cliente pediu para não receber mais mensagens de marketing.'],
    ['pt-BR', line('contact.marketing_resumed'), 'O cliente aceita mensagens de marketing de novo.'],
    [
      'pt-BR',
      line('contact.identity_changed'),
      'O código de segurança deste cliente mudou. Antes de combinar pagamentos, confirme que é ele.',
    ],
    ['pt-BR', line('of.a.later.version'), ''],
  ] as const)('in %s of %o', (language, m, want) => {
    words.use(language);
    expect(lineOf(m)).toBe(want);
  });
});
