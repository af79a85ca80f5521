import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LastLine, Ticket } from '../../host/api.gen';
import { t, words } from '../../i18n/i18n.svelte';

const desk = vi.hoisted(() => ({
  session: {
    settings: {},
    typing: {},
    now: 1_700_000_000_000,
    channels: [],
    tags: [],
    connections: [{ id: 1, official: true }],
    nameBeside: () => '',
  },
}));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk }));

const { default: TicketRow } = await import('./TicketRow.svelte');

function show(last: Partial<LastLine>) {
  const line = { direction: 'out', kind: 'text', text: 'Oi', status: 'sent', reserve: false, refused: false, ...last };
  const ticket = {
    id: 1,
    contact: 1,
    channel: 1,
    connection: 1,
    name: 'Ana',
    status: 'open',
    tags: [] as number[],
    last: line,
  } as Ticket;
  const still = () => undefined;
  render(TicketRow, {
    ...{ ticket, first: true, selected: false, tabbable: true },
    ...{ onpress: still, chosen: false, onmenu: still, onkeydown: still, onfocus: still },
  });
  return screen.getByTestId('ticket-row');
}

describe('a row of the list', () => {
  beforeEach(() => words.use('pt-BR'));
  afterEach(cleanup);

  it.each([
    [{ status: 'accepted' }, 'accepted', 'mark.accepted'],
    [{ status: 'read' }, 'two', 'msg.read'],
    [{ status: 'queued', reserve: true, refused: true }, 'trying', 'mark.trying'],
    [{ status: 'queued', reserve: true }, 'clock', 'mark.reserveNext'],
    [{ status: 'delivered', reserve: true }, 'two', 'mark.reserve'],
  ] as const)('with %j shows and says what the network said', (last, sign, key) => {
    const row = show(last);
    expect(row.querySelector('[data-mark]')?.getAttribute('data-mark')).toBe(sign);
    expect(row.getAttribute('aria-label')).toContain(t(key));
  });

  it.each([
    ['failed', 'row.failed', 'bad'],
    ['held', 'msg.held', 'wait'],
    ['unsure', 'msg.unsure', 'wait'],
    ['sent', '', ''],
  ] as const)('that is %s tells whether it waits for a decision', (status, key, tone) => {
    const chip = show({ status }).querySelector('.chip');
    expect(chip?.textContent ?? '').toBe(key && t(key));
    if (tone) expect(chip?.classList).toContain(tone);
  });

  it.each([
    [{ direction: 'in', kind: 'order', text: 'para hoje' }, 'última: Pedido do catálogo: para hoje'],
    [{ direction: 'in', kind: 'image', text: '' }, 'última: Foto'],
    [{ direction: 'note', text: 'Gosta de bolo' }, 'última: Nota interna: Gosta de bolo'],
    [{ direction: 'in', text: '*Oi*, _tudo bem_?' }, 'última: Oi, tudo bem?'],
  ])('with %j is read as “%s”', (last, said) => {
    expect(show(last).getAttribute('aria-label')).toContain(said);
  });
});
