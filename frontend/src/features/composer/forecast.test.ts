// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { t, words } from '../../i18n/i18n.svelte';
import type { Connection, Fault, Ticket, Way } from '../../host/api.gen';
import { blocked, forecast, shut, shutWords } from './forecast';

const fault = (code: string): Fault => ({ code, params: {} });
const way = (part: Partial<Way>): Way => ({
  connection: 1,
  reserve: false,
  ask: false,
  fault: null,
  stranger: false,
  number: '+5511982145530',
  templates: 0,
  ...part,
});
const connections = [
  { id: 1, kind: 'cloudapi', name: 'um' },
  { id: 2, kind: 'waweb', name: 'dois' },
  { id: 3, kind: 'pombo', name: 'três' },
] as Connection[];
words.use('pt-BR');
const official = `Enviar por Loja, ${t('kind.way.cloudapi')}`;
const told = (w: Way | null) => forecast(w, 'Loja', connections, 1);

describe('what is told before a message leaves', () => {
  it.each([
    ['nothing is known yet', null, [official]],
    ['the main connection', way({}), [official]],
    ['a kind without words', way({ connection: 3 }), ['Enviar por Loja, três']],
    [
      'the reserve, after asking, from a number that is new to the customer',
      way({ connection: 2, reserve: true, ask: true, stranger: true, fault: fault('window_closed') }),
      [
        'Enviar por Loja, QR Code (WhatsApp Web)',
        'Sai pela reserva: O cliente não escreve há mais de 24 horas.',
        'Vai esperar a sua decisão',
        'Sai pelo número +55 11 98214-5530, que este cliente ainda não conhece',
      ],
    ],
  ])('%s', (_, w, lines) => {
    expect(told(w)).toEqual({ lines, notable: lines.length > 1 });
  });

  it('says what to do when nothing can carry it', () => {
    expect(told(way({ connection: 0, fault: fault('signed_out') })).lines[0]).toContain('Em Canais');
    expect(forecast(null, 'Loja', [], 0).lines).toEqual(['Este canal não tem conexão. Conecte um número em Canais.']);
  });

  it('takes the text box away only when the window is what stands in the way', () => {
    expect(shut(null)).toBe(false);
    expect(shut(way({}))).toBe(false);
    expect(shut(way({ connection: 2, reserve: true, fault: fault('window_closed') }))).toBe(false);
    expect(shut(way({ connection: 0, fault: fault('signed_out') }))).toBe(false);
    expect(shut(way({ connection: 0, fault: fault('window_closed') }))).toBe(true);
  });

  it('takes the text box away of whom the operator blocked, and says so whatever the window', () => {
    const none = way({ connection: 0, fault: fault('contact_blocked') });
    expect(blocked(none) && shut(none)).toBe(true);
    expect(blocked(way({ connection: 0, fault: fault('window_closed') })) || blocked(null)).toBe(false);
    expect(shutWords(none, { window: { ends: 0 } } as Ticket)).toBe(t('fault.contact_blocked'));
  });

  it('tells a customer who never wrote from one who wrote long ago, and whether a template can be sent', () => {
    const all = [1, 0].flatMap((templates) =>
      [0, 5].map((ends) => shutWords(way({ templates }), { window: { ends } } as Ticket)),
    );
    expect(new Set(all).size).toBe(4);
  });
});
