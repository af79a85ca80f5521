import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Kind } from '../../host/api.gen';
import { Refusal } from '../../host/host';
import { settled, snapshot, start } from '../../desk/slow';
import { t } from '../../i18n/i18n.svelte';
import { Entry } from './entry.svelte';

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: EntryStep } = await import('./EntryStep.svelte');
const { default: InstancePanel } = await import('./InstancePanel.svelte');
const { pairing } = await import('./pairing.svelte');

const kind: Kind = {
  kind: 'cloudapi',
  pairs: false,
  official: true,
  fields: [
    { key: 'waba_id', secret: false, optional: false },
    { key: 'token', secret: true, optional: false },
  ],
  asks: [],
};
const made = { id: 7, kind: 'cloudapi', number: '+5511', config: { waba_id: '12345' }, fault: null };

afterEach(cleanup);

async function form(connection: number, health = 'online') {
  const all = await start();
  desk.now = all;
  void all.session.refresh();
  const connections = [{ ...made, health } as unknown as Connection];
  await all.host.answer('System.Snapshot', { ...snapshot(6), connections });
  const entry = new Entry();
  const target = { connection, channel: 0, name: 'Loja', kind: 'cloudapi' };
  render(EntryStep, { props: { entry, kind, target, onend: vi.fn(), oncancel: vi.fn() } });
  const answer = (place: string, secrets: string[] = []) =>
    all.host.answer('Connections.Kept', { secrets, place, shakes: false, word: '' });
  const button = (key: Parameters<typeof t>[0]) => screen.getByRole('button', { name: t(key) });
  return { ...all, entry, answer, button, user: userEvent.setup() };
}

const field = (key: 'waba_id' | 'token') => screen.getByLabelText(t(`field.cloudapi.${key}`));

describe('the form of a connection', () => {
  it('keeps the focus while it tests, and leads it to the field that is wrong', async () => {
    const { host, entry, user, button, answer } = await form(0);
    await answer('file');
    entry.values = { waba_id: '12345', token: 'not mine' };
    await settled();
    await user.click(button('entry.test'));
    expect(button('entry.test')).toHaveFocus();
    expect(button('entry.test')).toHaveAttribute('aria-disabled', 'true');
    await user.click(button('connections.connect'));
    expect(host.requests('Connections.Enter'), 'one at a time').toHaveLength(1);
    const fault = { code: 'signed_out', params: {} };
    const findings = [{ field: 'token', what: 'token', fault, warning: false, params: {} }];
    await host.answer('Connections.Enter', { ok: false, findings, number: '', name: '', channel: 0, connection: 0 });
    await settled();
    expect(field('token')).toHaveFocus();
    expect(screen.getByText(`${t('finding.token')}: ${t('finding.token.refused')}`)).toBeInTheDocument();
  });

  it('says where its secrets will lie once it is known', async () => {
    const { answer } = await form(0);
    expect(screen.queryByText(new RegExp(t('entry.safe.keychain')))).toBeNull();
    await answer('file');
    expect(screen.getByText(new RegExp(t('entry.safe.file')))).toBeInTheDocument();
    expect(screen.queryByText(new RegExp(t('entry.safe.keychain')))).toBeNull();
  });

  it('ends with saving where it is changed', async () => {
    const { answer, button } = await form(7);
    await answer('keychain', ['token']);
    expect(button('entry.save')).toBeEnabled();
    expect(field('token')).toHaveAttribute('placeholder', t('entry.kept'));
  });

  it('asks for the token that is refused', async () => {
    const { answer, button, user } = await form(7, 'signed_out');
    await answer('keychain', ['token']);
    expect(field('token')).toHaveAttribute('placeholder', '');
    expect(button('connection.mend')).toBeDisabled();
    await user.type(field('token'), 'fresh');
    expect(button('connection.mend')).toBeEnabled();
  });
});

describe('the panel of a server whose number has no phone', () => {
  const server: Kind = {
    ...{ kind: 'wuzapi', pairs: true, official: false, asks: [] },
    fields: [{ key: 'address', secret: false, optional: false }],
  };
  const lost = { ...made, kind: 'wuzapi', health: 'signed_out', config: { address: 'http://127.0.0.1:8080' } };

  async function panel(details: boolean) {
    const all = await start();
    desk.now = all;
    void all.session.refresh();
    await all.host.answer('System.Snapshot', { ...snapshot(6), connections: [lost as unknown as Connection] });
    pairing.kinds = [server];
    pairing.resume(7, 'wuzapi', details);
    render(InstancePanel);
    await settled();
    return { ...all, user: userEvent.setup() };
  }
  const address = () => screen.queryByLabelText(t('field.wuzapi.address'));
  afterEach(() => pairing.end());

  it('shows the code first, with the warning, and leads from there to the data', async () => {
    const { host, user } = await panel(false);
    expect(host.requests('Connections.Pair')).toEqual([{ connection: 7, phone: '' }]);
    expect(screen.getByText(t('warning.bulk'))).toBeInTheDocument();
    expect(address()).toBeNull();
    await user.click(screen.getByText(t('pair.details')));
    expect(host.requests('Connections.CancelPair')).toEqual([{ id: 7 }]);
    expect(address()).toHaveValue('http://127.0.0.1:8080');
  });

  it('shows the data where those are to be changed, and pairs nothing', async () => {
    const { host } = await panel(true);
    expect(screen.getByRole('heading', { name: t('connection.edit') })).toBeInTheDocument();
    expect(address()).toHaveValue('http://127.0.0.1:8080');
    expect(host.requests('Connections.Pair')).toEqual([]);
  });

  it('goes on to the code once the data are kept, and closes without a trace', async () => {
    const { host, user } = await panel(true);
    await user.click(screen.getByRole('button', { name: t('connection.mend') }));
    await host.answer('Connections.Kept', { secrets: [], place: 'file', shakes: false, word: '' });
    const answer = { ok: true, called: false, findings: [], number: '', name: '', channel: 1, connection: 7 };
    await host.answer('Connections.Enter', answer);
    await host.refuse('Connections.Activate', new Refusal({ code: 'unsupported', params: {} }));
    await host.answer('Connections.Kept', { secrets: [], place: 'file', shakes: false, word: '' });
    await settled();
    expect(host.requests('Connections.Pair')).toEqual([{ connection: 7, phone: '' }]);
    host.events.pairing({
      ...{ connection: 7, step: 'qr', image: 'data:image/png;base64,', n: 1, of: 6, until: Date.now() + 20_000 },
      ...{ code: '', number: '', name: '', fault: null },
    });
    await settled();
    expect(screen.getByTestId('qr-image')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: t('cancel') }));
    expect(host.requests('Connections.CancelPair')).toEqual([{ id: 7 }]);
    expect(pairing.open).toBe(false);
  });
});
