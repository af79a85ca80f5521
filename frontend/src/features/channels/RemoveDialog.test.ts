import { cleanup, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel, Connection, Removal, RemovalPlan } from '../../host/api.gen';
import { settled, start } from '../../desk/slow';
import { words } from '../../i18n/i18n.svelte';

// The page under test opens no dialogs by itself.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: RemoveDialog } = await import('./RemoveDialog.svelte');
const { default: RemoveConnection } = await import('./RemoveConnection.svelte');
const { progress } = await import('./removing.svelte');

const channel = (id: number, name: string, routes: number[], health = 'online') =>
  ({ id, name, routes, health, policy: 'automatic', ignoreOutside: false, position: id }) satisfies Channel;
const way = (id: number, of: number, part: Partial<Connection> = {}) =>
  ({
    id,
    channel: of,
    kind: 'waweb',
    number: `+551195550010${String(id)}`,
    config: {},
    official: false,
    ...part,
  }) as Connection;
const official = { kind: 'cloudapi', official: true, config: { phone: '1' } };
const loja = channel(1, 'Loja', [1, 2]);
const filial = channel(2, 'Filial', [3]);
const removal = (part: Partial<Removal>): Removal => ({
  ...{ id: 1, channel: 1, name: 'Loja', target: 2, state: 'moving', until: 0, unlinked: [], ...part },
});

async function begin(plan: Partial<RemovalPlan> = {}, channels = [loja, filial], removals: Removal[] = []) {
  const { host, session } = await start();
  words.use('pt-BR');
  Object.assign(session, { channels, removals });
  session.connections = [way(1, 1, official), way(2, 1), way(3, 2)];
  desk.now = { session };
  const onclose = vi.fn();
  render(RemoveDialog, { channel: loja, onclose });
  const counts = { open: 2, closed: 1, queued: 1, unsure: 0, files: 3 };
  const targets = [{ channel: 2, lacks: ['templates', 'edit'] }];
  await host.answer('Channels.PlanRemoval', { counts, connections: [1, 2], targets, ...plan });
  return { host, session, onclose, user: userEvent.setup() };
}

const outcome = () => screen.getByTestId('outcome').textContent.replace(/\s+/g, ' ').trim();
const of = (name: RegExp) => within(screen.getByRole('group', { name }));

describe('the removal of a channel', () => {
  beforeEach(() => words.use('pt-BR'));
  afterEach(() => cleanup());

  it('counts what hangs on it and leaves out what there is none of', async () => {
    await begin();
    expect(screen.getByTestId('hangs').textContent).toContain('2 conversas abertas');
    expect(screen.getByTestId('hangs').textContent).toContain('3 arquivos ainda não baixados');
    expect(screen.getByTestId('hangs').textContent).not.toContain('sem confirmação');
  });

  it('tells groups apart, and takes them along', async () => {
    await begin({ counts: { open: 2, closed: 1, groups: 3 } });
    expect(screen.getByTestId('hangs').textContent).toContain('3 grupos');
    expect(outcome()).toContain('6 conversas');
  });

  it('says what is not sent and not downloaded any more', async () => {
    await begin();
    expect(outcome()).not.toContain('não é enviada');
    expect(outcome()).not.toContain('não são mais baixados');
    cleanup();
    await begin({ targets: [] });
    expect(outcome()).toContain('1 mensagem na fila não é enviada');
    expect(outcome()).toContain('arquivos de uma conexão que sai não são mais baixados');
  });

  it('hands every connection over unless the operator says otherwise, and then loses nothing', async () => {
    const { host, user, onclose } = await begin();
    expect(screen.queryByText(/Lá não dá/)).toBeNull();
    expect(outcome()).toContain('3 conversas vão para Filial');
    expect(outcome()).toContain('Dá para desfazer por 7 dias.');
    await user.click(screen.getByRole('button', { name: 'Migrar e remover' }));
    expect(host.requests('Channels.Remove')).toEqual([
      {
        channel: 1,
        target: 2,
        fates: [
          { connection: 1, fate: 'hand_over' },
          { connection: 2, fate: 'hand_over' },
        ],
      },
    ]);
    await host.answer('Channels.Remove', { id: 9 });
    expect(onclose).toHaveBeenCalledOnce();
  });

  it('says what the target cannot do once a connection leaves', async () => {
    const { user } = await begin();
    await user.click(of(/^API oficial/).getByRole('radio', { name: 'Sai daqui' }));
    expect(screen.getByText(/Lá não dá para enviar modelos aprovados ou editar o que saiu\./)).toBeInTheDocument();
  });

  it('asks apart whether the telephone is unlinked, only of a session, and says that this stays', async () => {
    const { host, user } = await begin();
    for (const name of [/^API oficial/, /^QR Code/])
      await user.click(of(name).getByRole('radio', { name: 'Sai daqui' }));
    expect(of(/^API oficial/).queryByRole('checkbox')).toBeNull();
    const apart = of(/^QR Code/).getByRole('checkbox');
    expect(apart).not.toBeChecked();
    await user.click(apart);
    expect(outcome()).toContain('menos o vínculo com o celular');
    await user.click(of(/^QR Code/).getByRole('radio', { name: /Vira reserva/ }));
    expect(outcome(), 'what is handed over is not unlinked').not.toContain('menos o vínculo');
    await user.click(of(/^QR Code/).getByRole('radio', { name: 'Sai daqui' }));
    await user.click(screen.getByRole('button', { name: 'Migrar e remover' }));
    expect(host.requests('Channels.Remove')).toMatchObject([
      { fates: [{ fate: 'remove' }, { connection: 2, fate: 'unlink' }] },
    ]);
  });

  it('only archives where there is no other channel', async () => {
    const { host, user } = await begin({ targets: [] }, [loja]);
    expect(screen.getByText(/Não há outro canal/)).toBeInTheDocument();
    expect(screen.queryByRole('radio')).toBeNull();
    expect(outcome()).toContain('3 conversas ficam aqui só para leitura');
    await user.click(screen.getByRole('button', { name: 'Arquivar' }));
    expect(host.requests('Channels.Remove')).toMatchObject([
      { channel: 1, target: 0, fates: [{ fate: 'remove' }, { fate: 'remove' }] },
    ]);
  });

  it('offers no channel that is being removed itself, and warns of one that is down', async () => {
    const gone = channel(3, 'Velho', []);
    const down = channel(2, 'Filial', [3], 'signed_out');
    const targets = [
      { channel: 3, lacks: [] },
      { channel: 2, lacks: [] },
    ];
    await begin({ targets }, [loja, gone, down], [removal({ channel: 3, target: 9 })]);
    expect(screen.queryByText('Velho')).toBeNull();
    expect(screen.getByText(/Não está conectado/)).toBeInTheDocument();
  });

  it('closes where nothing can be read, and stays where the program refuses', async () => {
    const { host, user, onclose } = await begin();
    await user.click(screen.getByRole('button', { name: 'Migrar e remover' }));
    await host.refuse('Channels.Remove');
    expect(onclose).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Migrar e remover' })).toBeEnabled();
  });
});

describe('the removal of a connection', () => {
  afterEach(() => cleanup());

  async function ask(routes: number[], queued: number) {
    const { host, session } = await start();
    words.use('pt-BR');
    session.connections = [way(1, 1, official), way(2, 1)];
    session.channels = [loja, filial];
    desk.now = { session };
    const on = { onclose: vi.fn(), onchannel: vi.fn() };
    render(RemoveConnection, { connection: session.connections[0]!, channel: { ...loja, routes }, ...on });
    await host.answer('Connections.Waiting', { queued });
    await settled();
    return { ...on, host, session, user: userEvent.setup() };
  }

  it('says what becomes of what waits while another one is left', async () => {
    await ask([1, 2], 2);
    expect(screen.getByText(/2 mensagens na fila passam para QR Code/)).toBeInTheDocument();
  });

  it('offers to remove the channel in the place of the last one', async () => {
    const { user, onchannel } = await ask([1], 0);
    expect(screen.queryByRole('button', { name: 'Remover conexão' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Remover o canal' }));
    expect(onchannel).toHaveBeenCalledOnce();
  });

  it('may leave the channel without connections, and says who else loses it', async () => {
    const { host, session, user, onchannel } = await ask([1], 0);
    session.channels = [
      { ...loja, routes: [1] },
      { ...filial, routes: [3, 1] },
    ];
    await settled();
    expect(screen.getByText(/Também é reserva de Filial/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Deixar sem conexões' }));
    expect(host.requests('Connections.Remove')).toEqual([{ id: 1 }]);
    expect(onchannel).not.toHaveBeenCalled();
  });
});

describe('how far a removal has come', () => {
  it.each([
    [removal({ state: 'draining' }), { n: 1, of: 3 }],
    [removal({ state: 'handing' }), { n: 3, of: 3 }],
    [removal({ state: 'unlinking', unlinked: [2] }), { n: 4, of: 4 }],
    [removal({ state: 'handing', target: 0 }), { n: 2, of: 2 }],
    [removal({ state: 'undoing' }), null],
  ])('%#', (r, want) => {
    expect(progress(r)).toEqual(want);
  });
});
