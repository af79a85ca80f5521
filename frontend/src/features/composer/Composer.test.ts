import { MessageActs } from '../../desk/messageActs.svelte';
import { Tray } from '../../desk/tray.svelte';
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../host/host';
import type { Connection, Template, Ticket, Way } from '../../host/api.gen';
import { opened, settled, view } from '../../desk/slow';
import { t, words } from '../../i18n/i18n.svelte';
import { fetchParts } from '../../ui/part.svelte';

// The page under test has no layout, so nothing ever grows in it.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

// Nor does it open dialogs by itself.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: Composer } = await import('./Composer.svelte');
await fetchParts();

const form = (name: string, part: Partial<Template> = {}): Template => ({
  ...{ name, language: 'pt_BR', category: 'UTILITY', status: 'APPROVED', header: '', headerKind: '' },
  ...{ body: 'Oi, {{1}}!', footer: '', named: false, buttons: [], ...part },
});
const closed = (templates: number): Way => ({
  ...{ connection: 0, reserve: false, ask: false, stranger: false, number: '', templates },
  fault: { code: 'window_closed', params: {} },
});

async function begin(way: Way, part: Partial<Ticket> = {}) {
  const all = await opened();
  if (all.thread.ticket) all.thread.ticket = { ...all.thread.ticket, ...part };
  const connection = { id: 1, channel: 1, kind: 'cloudapi', name: 'Loja', official: true } as Connection;
  all.session.connections = [connection];
  words.use('pt-BR');
  desk.now = {
    ...all,
    voices: [],
    tray: new Tray(all.session, all.thread),
    acts: new MessageActs(all.session, all.thread),
  };
  render(Composer);
  await settled();
  await all.host.answer('Tickets.Way', way);
  return { ...all, user: userEvent.setup() };
}

describe('the composer of a closed window', () => {
  afterEach(() => cleanup());

  it('offers the templates instead of the text box, and says what cannot be sent', async () => {
    const { host, user } = await begin(closed(1));
    expect(screen.queryByTestId('composer-input')).toBeNull();
    await host.answer('Connections.Templates', {
      templates: [form('foto', { headerKind: 'image' }), form('espera', { status: 'PENDING' }), form('oi')],
    });
    expect(screen.getAllByTestId('template').map((b) => (b as HTMLButtonElement).disabled)).toEqual([
      false,
      true,
      true,
    ]);
    expect(screen.getByText(t('template.elsewhere'))).toBeInTheDocument();
    expect(screen.getByText(t('template.status.PENDING'))).toBeInTheDocument();

    await user.click(screen.getAllByTestId('template')[0]!);
    await user.keyboard('Ana{Enter}');
    expect(host.requests('Messages.Send')).toMatchObject([
      { text: 'Oi, Ana!', template: { name: 'oi', language: 'pt_BR', body: [{ kind: 'text', text: 'Ana' }] } },
    ]);
    await host.refuse('Messages.Send', new Refusal({ code: 'template_invalid', params: {} }));
    expect(screen.getByRole('alert')).toHaveTextContent(t('fault.template_invalid'));
    expect(screen.getByTestId('template-preview')).toHaveTextContent('Oi, Ana!');
  });

  it('offers no marketing to who stopped it, and says so; other templates stay', async () => {
    const { host, user } = await begin(closed(1), { noMarketing: true });
    await host.answer('Connections.Templates', {
      templates: [form('bolo_do_mes', { category: 'MARKETING' }), form('pedido', { body: 'Pronto' })],
    });
    const rows = screen.getAllByTestId('template');
    expect(rows.map((b) => [b.dataset['key'], (b as HTMLButtonElement).disabled])).toEqual([
      ['pedido pt_BR', false],
      ['bolo_do_mes pt_BR', true],
    ]);
    expect(rows[1]).toHaveTextContent(t('template.unwanted'));
    await user.click(rows[0]!);
    await user.keyboard('{Enter}');
    expect(host.requests('Messages.Send')).toMatchObject([{ template: { name: 'pedido', category: 'UTILITY' } }]);
  });

  it('offers marketing to everybody else', async () => {
    const { host, user } = await begin(closed(1));
    await host.answer('Connections.Templates', { templates: [form('bolo', { category: 'MARKETING', body: 'Bolo' })] });
    await user.click(screen.getByTestId('template'));
    await user.keyboard('{Enter}');
    expect(host.requests('Messages.Send')).toMatchObject([{ template: { name: 'bolo', category: 'MARKETING' } }]);
  });

  it('keeps what was filled in, by template and ticket, until it was sent', async () => {
    const { host, thread, user } = await begin(closed(1));
    const templates = [form('oi'), form('tchau', { body: 'Tchau, {{1}}!' })];
    await host.answer('Connections.Templates', { templates });
    const choose = (name: string) => user.click(screen.getByText(name));
    await choose('oi');
    await user.keyboard('Ana{Escape}');
    await choose('tchau');
    expect(screen.getByRole('textbox')).toHaveValue('');
    await user.keyboard('{Escape}');
    await choose('oi');
    expect(screen.getByRole('textbox')).toHaveValue('Ana');
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.answer('Tickets.Way', closed(1));
    await host.answer('Connections.Templates', { templates });
    await choose('oi');
    expect(screen.getByRole('textbox')).toHaveValue('');
    void thread.open(1);
    await host.answer('Tickets.Open', view(1, [], 5));
    await host.answer('Tickets.Way', closed(1));
    await host.answer('Connections.Templates', { templates });
    await choose('oi');
    expect(screen.getByRole('textbox')).toHaveValue('Ana');
    await user.keyboard('{Enter}');
    await host.answer('Messages.Send', { id: 9 });
    await choose('oi');
    expect(screen.getByRole('textbox')).toHaveValue('');
  });

  it('says why there are no templates, and asks again', async () => {
    const { host, user } = await begin(closed(1));
    await host.refuse('Connections.Templates', new Refusal({ code: 'offline', params: {} }));
    expect(screen.getByRole('alert')).toHaveTextContent(t('fault.offline'));
    await user.click(screen.getByRole('button', { name: t('msg.retry') }));
    await host.answer('Connections.Templates', { templates: [] });
    expect(screen.getByText(t('template.none'))).toBeInTheDocument();
  });

  it('says what to do where no template can be sent; a note can still be written', async () => {
    const { user } = await begin(closed(0));
    expect(screen.getByText(t('composer.closedBare'))).toBeInTheDocument();
    expect(screen.queryByTestId('composer-input')).toBeNull();
    expect(screen.queryByTestId('use-template')).toBeNull();
    await user.click(screen.getByRole('button', { name: t('composer.note') }));
    expect(screen.getByTestId('composer-input')).toBeInTheDocument();
  });

  it('lets the operator try anyway, once: the count is an estimate', async () => {
    const { host, user } = await begin(closed(0));
    await user.click(screen.getByTestId('despite'));
    expect(screen.getByText(t('composer.despite'))).toBeInTheDocument();
    expect(screen.getByTestId('composer-input')).toHaveFocus();
    await user.keyboard('Oi?{Enter}');
    expect(host.requests('Messages.Send')).toMatchObject([{ text: 'Oi?', despite: true }]);
    await host.answer('Messages.Send', { id: 7 });
    expect(screen.queryByTestId('composer-input')).toBeNull();
    expect(screen.getByTestId('despite')).toBeInTheDocument();
  });

  it('lets the operator try anyway until a text was taken: neither a note nor a refusal ends it', async () => {
    const { host, user } = await begin(closed(0));
    await user.click(screen.getByTestId('despite'));
    await user.click(screen.getByRole('button', { name: t('composer.note') }));
    await user.type(screen.getByTestId('composer-input'), 'pediu desconto{Enter}');
    await host.answer('Messages.Send', { id: 6 });
    await user.click(screen.getByRole('button', { name: t('composer.message') }));
    await user.type(screen.getByTestId('composer-input'), 'Oi?{Enter}');
    await host.refuse('Messages.Send', new Refusal({ code: 'disk_full', params: {} }));
    expect(screen.getByTestId('composer-input')).toHaveValue('Oi?');
    await user.click(screen.getByTestId('send'));
    expect(host.requests('Messages.Send')).toMatchObject([{ text: 'Oi?', despite: true }]);
  });

  it('has no message to write, and the button says why', async () => {
    const { user } = await begin(closed(0));
    const button = screen.getByRole('button', { name: t('composer.message') });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAttribute('aria-pressed', 'false');
    expect(button).toHaveAccessibleDescription(new RegExp(t('composer.closedBare')));
    await user.click(button);
    expect(screen.queryByTestId('composer-input')).toBeNull();
  });
});

describe('the focus', () => {
  afterEach(() => cleanup());
  const open: Way = {
    ...{ connection: 1, reserve: false, ask: false, stranger: false, number: '', templates: 0 },
    fault: null,
  };

  it.each(['answer', 'refuse'] as const)('stays where it went while the program was slow to %s', async (how) => {
    const { host, user } = await begin(open);
    await user.type(screen.getByTestId('composer-input'), 'oi');
    await user.click(screen.getByTestId('send'));
    expect(screen.getByTestId('composer-input'), 'after the button').toHaveFocus();
    const elsewhere = document.body.appendChild(document.createElement('input'));
    elsewhere.focus();
    await (how === 'answer' ? host.answer('Messages.Send', { id: 7 }) : host.refuse('Messages.Send'));
    await user.keyboard('busca');
    expect(elsewhere).toHaveFocus();
    expect(elsewhere.value).toBe('busca');
    elsewhere.remove();
  });
});

describe('the composer of a channel that was archived', () => {
  afterEach(() => cleanup());

  it('says that nothing can leave, and keeps notes', async () => {
    const { session, user } = await begin({ ...closed(0), fault: { code: 'no_connection', params: {} } });
    session.connections = [];
    session.archived = [{ id: 1, name: 'Padaria' }];
    await settled();
    expect(screen.getByText(t('composer.archived', { name: 'Padaria' }))).toBeInTheDocument();
    expect(screen.queryByTestId('composer-input')).toBeNull();
    await user.click(screen.getByRole('button', { name: t('composer.note') }));
    expect(screen.getByTestId('composer-input')).toBeInTheDocument();
  });
});

describe('the warning before many', () => {
  afterEach(() => cleanup());
  const open: Way = {
    ...{ connection: 1, reserve: false, ask: false, stranger: false, number: '', templates: 0, fault: null },
  };
  const many = (by: string) => new Refusal({ code: 'many_contacts', params: { n: '6', by } });

  it('sends the same words once more when the operator agrees', async () => {
    const { host, user } = await begin(open);
    await user.type(screen.getByTestId('composer-input'), 'Hoje tem bolo{Enter}');
    const [first] = host.requests('Messages.Send');
    await host.refuse('Messages.Send', many('session'));
    expect(screen.getByRole('dialog', { name: t('bulk.title', { n: 6 }) })).toHaveTextContent(t('warning.bulk'));
    await user.click(screen.getByRole('button', { name: t('bulk.go') }));
    expect(host.requests('Messages.Send')).toEqual([{ ...first, confirmed: true }]);
    expect(screen.queryByRole('dialog')).toBeNull();
    await host.answer('Messages.Send', { id: 9 });
    expect(screen.getByTestId('composer-input')).toHaveValue('');
  });

  it('gives the words back when they are not sent, and speaks of the rating where the way is official', async () => {
    const { host, user } = await begin(open);
    await user.type(screen.getByTestId('composer-input'), 'Hoje tem bolo{Enter}');
    await host.refuse('Messages.Send', many('official'));
    expect(screen.getByRole('dialog')).toHaveTextContent(t('bulk.official'));
    await user.click(screen.getAllByRole('button', { name: t('bulk.stop') }).at(-1)!);
    await settled();
    expect(screen.getByTestId('composer-input')).toHaveValue('Hoje tem bolo');
    expect(host.requests('Messages.Send')).toEqual([]);
  });

  it('goes with the ticket it is about', async () => {
    const { host, thread, user } = await begin(open);
    await user.type(screen.getByTestId('composer-input'), 'Hoje tem bolo{Enter}');
    await host.refuse('Messages.Send', many('session'));
    void thread.open(2);
    await settled();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(host.requests('Messages.Send')).toEqual([]);
  });
});
