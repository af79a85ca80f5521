import { expect, test } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { call } from './phone';
import { Program } from './program';
import { look } from './screen';
import { bruno, pairByCamera } from './walk';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

test('channels are limited, renamed, removed with everything in them, brought back, and archived', async ({
  page,
  context,
}) => {
  const program = await Program.start('--demo');
  const watch = new Watch(context);
  const desk = new Desk(page, mouse());
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  const named = (key: string, name: string) => page.getByRole('button', { name: say(key, { name }), exact: true });
  const snapshot = () => call(page, 'System.Snapshot', {});
  const channels = async () => (await snapshot()).channels.map((c) => c.name);
  const removal = page.getByTestId('removal');
  const meter = page.getByTestId('meter');
  try {
    await page.goto(program.address);
    await pairByCamera(desk, async () => undefined);
    await desk.press('close');
    const { values } = await call(page, 'Practice.Account', { kind: 'cloudapi' });
    await call(page, 'Connections.Enter', {
      ...{ connection: 0, channel: 0, name: 'Entregas', kind: 'cloudapi', values, testOnly: false },
      ...{ consent: 0, offer: 0 },
    });
    await expect(card('Entregas')).toBeVisible();
    await expect(meter).toContainText(say('channels.meter.other', { used: 2, n: 3 }));
    await expect(page.getByTestId('free')).toContainText(say('channels.free.one', { n: 1 }));

    // What a connection does is counted in its row, at once.
    await call(page, 'Practice.Write', { customer: bruno.number, text: 'Oi, tem bolo?' });
    const of = async () =>
      (await call(page, 'Tickets.List', { tab: 'pending', after: '', limit: 50, unread: false, query: '', tag: 0 }))
        .tickets;
    await expect.poll(async () => (await of()).map((t) => t.name)).toContain(bruno.name);
    const ticket = (await of()).find((t) => t.name === bruno.name)!;
    const loja = ticket.channel;
    const home = async () => (await call(page, 'Tickets.Get', { ids: [ticket.id] })).tickets[0]!.channel;
    await expect(card('Loja').getByTestId('today')).toHaveCount(0);
    await call(page, 'Messages.Send', {
      ...{ ticket: ticket.id, key: 'bolo', text: 'Temos, sim.', replyTo: 0, note: false, template: null },
      ...{ connection: 0, despite: false, confirmed: false },
    });
    await expect(card('Loja').getByTestId('today')).toContainText(say('today.sent.one'));
    await look(page, 'canais-1-two');

    // The limit is reached, says so, and is raised in place.
    await call(page, 'Channels.Create', { kind: 'waweb', name: 'Bairro' });
    await expect(page.getByText(say('channels.full'))).toBeVisible();
    await expect(desk.button('channels.new')).toBeDisabled();
    await card('Loja')
      .getByRole('button', { name: say('reserve.add') })
      .click();
    await expect(desk.button('method.waweb'), 'only what another channel has can be used').toBeDisabled();
    await expect(desk.button('borrow.method')).toBeEnabled();
    await desk.press('close');
    const refused = await page.context().request.post(new URL('api/call/Channels.Create', page.url()).href, {
      data: { kind: 'waweb', name: 'Demais' },
    });
    expect(await refused.json()).toMatchObject({ code: 'connection_limit', params: { max: '3' } });
    await look(page, 'canais-2-full');
    await desk.press('channels.limitEdit');
    await page.getByLabel(say('channels.limit')).fill('4');
    await look(page, 'canais-3-limit');
    await page.keyboard.press('Enter');
    await expect(meter).toContainText(say('channels.meter.other', { used: 3, n: 4 }));
    await expect(desk.button('channels.new')).toBeEnabled();

    await card('Loja')
      .getByRole('button', { name: say('channels.rename') })
      .click();
    await page.getByLabel(say('channels.name')).fill('Padaria');
    await page.keyboard.press('Enter');
    await expect(card('Padaria')).toBeVisible();

    // Of the last connection only the channel can be removed.
    await desk.choose('connections.remove', card('Padaria'));
    await desk.press('connection.removeChannel');
    const asked = page.getByRole('dialog', { name: say('remove.title', { name: 'Padaria' }) });
    await expect(asked.getByTestId('outcome')).toContainText('Entregas');
    await look(page, 'canais-4-remove');
    await asked.getByRole('button', { name: say('remove.go') }).click();
    await expect(named('channels.undoRemove', 'Padaria')).toBeVisible();
    const entregas = (await snapshot()).channels.find((c) => c.name === 'Entregas')!;
    expect(entregas.routes, 'its connection is a reserve there').toHaveLength(2);
    await expect.poll(home, 'its conversations moved').toBe(entregas.id);
    await expect(card('Padaria')).toHaveCount(0);
    await look(page, 'canais-5-removed');

    await named('channels.undoRemove', 'Padaria').click();
    await expect(card('Padaria')).toBeVisible();
    await expect(removal).toHaveCount(0);
    await expect.poll(home, 'its conversations are back').toBe(loja);
    await expect(card('Padaria').getByText(say('health.online'), { exact: true })).toBeVisible();
    await expect(page.getByTestId('events')).toContainText(say('event.channel_restored', { name: 'Padaria' }));

    // Of two connections one goes, and what waits is spoken of.
    await call(page, 'Channels.Reserve', { channel: loja, kind: 'waweb' });
    await expect(card('Padaria').locator('[data-connection]')).toHaveCount(2);
    await desk.choose('connections.remove', card('Padaria').locator('[data-connection]').last());
    const connection = page.getByRole('dialog', { name: say('connections.remove') });
    await expect(connection.getByText(say('connection.removeNone'))).toBeVisible();
    await connection.getByRole('button', { name: say('connections.remove') }).click();
    await expect(card('Padaria').locator('[data-connection]')).toHaveCount(1);

    // The last channel has nowhere to go: it is archived, and stays readable.
    for (const name of ['Entregas', 'Bairro']) {
      const gone = (await snapshot()).channels.find((c) => c.name === name)!;
      const fates = gone.routes.map((id) => ({ connection: id, fate: 'remove' }));
      await call(page, 'Channels.Remove', { channel: gone.id, target: loja, fates });
      await expect.poll(channels).not.toContain(name);
    }
    await named('remove.title', 'Padaria').click();
    await expect(page.getByText(say('remove.onlyArchive'))).toBeVisible();
    await look(page, 'canais-6-archive');
    await desk.press('remove.archive');
    await expect(page.getByText(say('removal.archived', { name: 'Padaria' }))).toBeVisible();
    await expect(page.getByText(say('channels.empty'))).toBeVisible();
    await look(page, 'canais-7-archived');
    // Where nothing is, the ways to begin are offered at once.
    await desk.press('method.waweb');
    await expect(page.getByLabel(say('pair.name'))).toBeFocused();
    await desk.press('close');

    await page.goto(new URL(`#/atendimento/abertos/${String(ticket.id)}`, page.url()).href);
    await expect(desk.message('Temos, sim.')).toBeVisible();
    await expect(page.getByTestId('archived')).toHaveText(say('composer.archived', { name: 'Padaria' }));
    await expect(desk.row(bruno.name)).toContainText(say('channel.archived', { name: 'Padaria' }));
    await expect(desk.composer).toHaveCount(0);
    await look(page, 'canais-8-readable');
    await desk.press('composer.note');
    await expect(desk.composer).toBeVisible();
    watch.clean();
  } finally {
    await program.stop();
  }
});
