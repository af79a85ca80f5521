import { expect, test } from '@playwright/test';
import { look, narrow } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500901', name: 'Ana Lima' };
const bia = { number: '5511955500902', name: 'Bia Reis' };
const caio = { number: '5511955500903', name: 'Caio' };

interface Shown {
  text: string;
  group: string;
  author: string;
}

test('groups stay away until the operator wants to see them, then stand in a tab of their own', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk, simulator } = shop;
  const write = (by: string, text: string) => simulator.writeInGroup(group, by, text);
  let group = '';
  try {
    await shop.link();
    for (const one of [ana, bia, caio]) await simulator.post('/customers', one);
    group = await simulator.group('Padeiros da Vila', ana.number, bia.number);

    await test.step('nothing of a group comes while they are off', async () => {
      await write(ana.number, 'Antes');
      await shop.hear(caio, 'Oi!');
      await expect(desk.row(caio.name)).toBeVisible();
      await expect(page.getByTestId('ticket-row')).toHaveCount(1);
      await expect(desk.tab('groups')).toHaveCount(0);
    });

    await test.step('they are switched on where attendance has its rules', async () => {
      await shop.go('#/configuracoes/atendimento');
      const row = page.getByRole('group', { name: say('setting.groups') });
      await expect(row).toContainText(say('setting.groups.note'));
      await look(page, 'groups-01-setting');
      await row.getByRole('radio', { name: say('choice.groups.1'), exact: true }).check();
      await shop.go('#/atendimento/pendentes');
      await expect(desk.tab('groups')).toBeVisible();
      await desk.showTab('groups');
      await expect(page.getByText(say('list.empty.groups'))).toBeVisible();
    });

    await test.step('what is written stands there, and nowhere else', async () => {
      await write(ana.number, 'Bom dia, pessoal');
      await expect(desk.row('Padeiros da Vila')).toContainText('Ana Lima: Bom dia, pessoal');
      await write(ana.number, 'A farinha subiu?');
      await write(bia.number, 'Subiu 5%');
      await expect(desk.tab('groups')).toHaveText(`${say('ticket.tab.groups')}1`);
      await expect(desk.tab('pending')).toHaveText(`${say('ticket.tab.pending')}1`);
      await desk.open('Padeiros da Vila');
      const talk = page.getByRole('region', { name: say('thread.with', { name: 'Padeiros da Vila' }) });
      await expect(talk.getByText('Ana Lima', { exact: true })).toHaveCount(1);
      await expect(talk.getByText('Bia Reis', { exact: true })).toHaveCount(1);
      await expect(desk.message('Antes')).toHaveCount(0);
      await expect(page.getByRole('button', { name: say('ticket.take'), exact: true })).toHaveCount(0);
      await expect(page.getByRole('button', { name: say('ticket.close'), exact: true })).toHaveCount(0);
      await expect(desk.tab('groups')).toHaveText(say('ticket.tab.groups'));
    });

    await test.step('an answer reaches everyone, and quotes who wrote', async () => {
      await desk.message('Subiu 5%').focus();
      await page.keyboard.press('r');
      await expect(page.getByText(say('composer.replying', { name: 'Bia Reis' }))).toBeVisible();
      await desk.answer('Aqui também');
      await expect(desk.message('Aqui também')).toHaveAttribute('data-status', /sent|delivered|read/);
      for (const one of [ana, bia]) {
        const shown = () => simulator.get<Shown[]>(`/customers/${one.number}/shown`);
        await expect.poll(shown).toMatchObject([{ text: 'Aqui também', group, author: bia.number }]);
      }
      await expect(desk.tab('groups')).toHaveAttribute('aria-selected', 'true');
    });

    await test.step('only the author changes a message, and each has a reaction', async () => {
      const said = await write(ana.number, 'Vou comprar amanha');
      await expect(desk.message('Vou comprar amanha')).toBeVisible();
      const change = (by: string, act: string, text: string) =>
        simulator.post(`/groups/${group}/change`, { by, act, id: said, author: ana.number, text });
      await change(bia.number, 'react', '👍');
      await change(ana.number, 'react', '👍');
      await expect(desk.message('Vou comprar amanha')).toContainText('👍 2');
      await change(ana.number, 'edit', 'Vou comprar amanhã');
      await expect(desk.message('Vou comprar amanhã')).toContainText(say('bubble.edited'));
      await look(page, 'groups-02-talk');
    });

    await test.step('its card tells who wrote, and lets it be heard', async () => {
      const details = page.getByRole('complementary', { name: say('details.label') });
      await page.setViewportSize({ width: 1440, height: 900 });
      await expect(details).toContainText(say('group.authors'));
      await expect(details).toContainText('Bia Reis');
      await details.getByRole('button', { name: say('ticket.unmute') }).click();
      await expect(details.getByRole('button', { name: say('ticket.mute') })).toBeVisible();
      await look(page, 'groups-03-card');
      await page.setViewportSize({ width: 760, height: 900 });
      await expect(details).toHaveCount(0);
      await look(page, 'groups-04-narrow');
      await page.keyboard.press('ControlOrMeta+.');
      await expect(details).toBeVisible();
      await narrow(page, 'groups-05-narrow-card');
      await page.keyboard.press('ControlOrMeta+.');
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    await test.step('switched off, the tab goes, nothing comes, and nothing leaves', async () => {
      await shop.go('#/configuracoes/atendimento');
      await page
        .getByRole('group', { name: say('setting.groups') })
        .getByRole('radio', { name: say('choice.groups.0'), exact: true })
        .check();
      await page.goBack();
      await expect(desk.tab('groups')).toHaveCount(0);
      await expect(desk.message('Aqui também')).toBeVisible();
      await expect(page.getByTestId('forecast').locator('..')).toContainText(say('fault.groups_off'));
      await write(bia.number, 'Alguém aí?');
      await shop.hear(caio, 'Ainda estou aqui');
      await expect(desk.tab('pending')).toHaveAttribute('aria-selected', 'true');
      await expect(desk.row(caio.name)).toContainText('Ainda estou aqui');
      await expect(desk.message('Alguém aí?')).toHaveCount(0);
      await look(page, 'groups-06-off');
    });
    watch.clean();
  } finally {
    await shop.close();
  }
});
