import { expect, test, type Page } from '@playwright/test';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const year = String(new Date().getFullYear());
const ana = { number: '5511955500601', name: 'Ana Ribeiro' };
const bia = { number: '5511955500602', name: 'Bia Souza' };
const caio = { number: '5511955500603', name: 'Caio Lima' };

/** Three customers who wait, in this order. */
async function shop(page: Page): Promise<Shop> {
  const shop = await Shop.open(page);
  await shop.link();
  await call(page, 'System.Set', { key: 'after_close', value: 'list' });
  for (const one of [ana, bia, caio]) {
    await shop.hear(one, `Oi, aqui é ${one.name}`);
    await expect(shop.desk.row(one.name)).toBeVisible();
  }
  return shop;
}

/** Opens the menu of a row and chooses in it. */
async function choose(shop: Shop, name: string, key: string): Promise<void> {
  await shop.desk.row(name).click({ button: 'right' });
  await shop.page.getByRole('menuitem', { name: new RegExp(`^${say(key)}`) }).click();
}

const names = (shop: Shop) =>
  shop.page
    .getByTestId('ticket-row')
    .evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')!.split(',')[0]));

test('tickets are put off, pinned, silenced, tagged and looked at by mouse', async ({ page, context }) => {
  const watch = new Watch(context);
  const it = await shop(page);
  const { desk } = it;
  try {
    await test.step('the menu of a row', async () => {
      await desk.row(ana.name).click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
      await look(page, 'tickets-menu');
      await page.keyboard.press('Escape');
    });

    await test.step('pinned on top, and back', async () => {
      await choose(it, caio.name, 'ticket.pin');
      await page.mouse.move(900, 500);
      await expect.poll(() => names(it)).toEqual([caio.name, ana.name, bia.name]);
      await desk.undo();
      await expect.poll(() => names(it)).toEqual([ana.name, bia.name, caio.name]);
    });

    await test.step('put off until the customer writes', async () => {
      await choose(it, bia.name, 'ticket.snooze');
      await expect(page.getByRole('dialog')).toBeVisible();
      await look(page, 'tickets-snooze');
      await page.getByRole('button', { name: new RegExp(say('snooze.reply')) }).click();
      await desk.expectMoved(bia.name, 'pending', 'snoozed');
      await look(page, 'tickets-snoozed');
      await it.hear(bia, 'Voltei!');
      await desk.showTab('pending');
      await expect(desk.row(bia.name)).toContainText('Voltei!');
    });

    await test.step('silenced', async () => {
      await choose(it, bia.name, 'ticket.mute');
      await expect(desk.row(bia.name)).toHaveAccessibleName(new RegExp(say('row.muted')));
    });

    await test.step('tagged, and filtered by the tag', async () => {
      await choose(it, ana.name, 'ticket.tags');
      await page.getByRole('textbox', { name: say('tags.find') }).fill('Encomenda');
      await page.getByRole('button', { name: say('tags.make', { name: 'Encomenda' }) }).click();
      await expect(page.getByRole('menuitemcheckbox', { name: 'Encomenda' })).toHaveAttribute('aria-checked', 'true');
      await look(page, 'tickets-tags');
      await page.keyboard.press('Escape');
      await expect(desk.row(ana.name)).toContainText('Encomenda');
      await page.getByRole('combobox', { name: say('list.tag') }).selectOption('Encomenda');
      await expect.poll(() => names(it)).toEqual([ana.name]);
      await page.getByRole('combobox', { name: say('list.tag') }).selectOption('0');
      await expect.poll(() => names(it)).toHaveLength(3);
    });

    await test.step('looked at without being read', async () => {
      const unread = new RegExp(say('row.unread.one', { n: 1 }));
      await choose(it, caio.name, 'ticket.peek');
      await expect(page.getByText(say('peek.now'))).toBeVisible();
      await expect(desk.message(`Oi, aqui é ${caio.name}`)).toBeVisible();
      await expect(desk.row(caio.name)).toHaveAccessibleName(unread);
      await look(page, 'tickets-peek');
      await page.reload();
      await expect(page.getByText(say('peek.now'))).toBeVisible();
      await expect(desk.row(caio.name)).toHaveAccessibleName(unread);
      await page.getByRole('button', { name: say('peek.read') }).click();
      await expect(desk.row(caio.name)).not.toHaveAccessibleName(unread);
    });

    await test.step('several at once, and one undo for all', async () => {
      await desk.row(ana.name).click();
      await desk.row(caio.name).click({ modifiers: ['Shift'] });
      await expect(page.getByTestId('bulk-bar')).toContainText(say('bulk.count.other', { n: 3 }));
      await look(page, 'tickets-bulk');
      await page
        .getByTestId('bulk-bar')
        .getByRole('button', { name: say('bulk.close') })
        .click();
      await expect(page.getByTestId('ticket-row')).toHaveCount(0);
      await expect(page.getByText(say('done.close.other', { n: 3 }))).toBeVisible();
      await look(page, 'tickets-closed');
      await desk.undo();
      await expect(page.getByTestId('ticket-row')).toHaveCount(3);
    });
    watch.clean();
  } finally {
    await it.close();
  }
});

test('a reason is asked for, thanks leave a ticket closed, and earlier tickets are one conversation', async ({
  page,
}) => {
  const it = await shop(page);
  const { desk } = it;
  try {
    await test.step('the page of tags and reasons', async () => {
      await it.go('#/configuracoes/etiquetas');
      for (const name of ['Encomenda', 'Entrega', 'Reclamação']) {
        await page.getByRole('textbox', { name: say('tags.new') }).fill(name);
        await page.getByRole('button', { name: say('tags.new') }).click();
        await expect(page.getByRole('textbox', { name: say('label.name', { name }) })).toBeVisible();
      }
      for (const name of ['Resolvido', 'Sem resposta']) {
        await page.getByRole('textbox', { name: say('reasons.new') }).fill(name);
        await page.keyboard.press('Enter');
        await expect(page.getByRole('textbox', { name: say('label.name', { name }) })).toBeVisible();
      }
      await look(page, 'tickets-labels');
      await page.setViewportSize({ width: 760, height: 900 });
      await look(page, 'tickets-labels-760');
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.getByRole('textbox', { name: say('tags.new') }).fill('encomenda');
      await page.keyboard.press('Enter');
      await expect(page.getByText(say('fault.name_taken'))).toBeVisible();
    });
    await it.go('#/configuracoes/atendimento');
    await expect(page.getByRole('heading', { name: say('settings.service'), exact: true })).toBeVisible();
    await look(page, 'tickets-service');

    await test.step('closing asks, and a number answers', async () => {
      await it.go('#/atendimento/pendentes');
      await desk.open(ana.name);
      await desk.closeTicket();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toBeVisible();
      await look(page, 'tickets-reason');
      await page.keyboard.press('1');
      await expect(dialog).toHaveCount(0);
      await desk.showTab('closed');
      await desk.open(ana.name);
      await expect(page.getByText(/: Resolvido$/)).toBeVisible();
    });

    await test.step('thanks stay in the closed ticket, until somebody opens it', async () => {
      await it.hear(ana, 'ok, muito obrigada!');
      await expect(page.getByText(say('system.ticket.courtesy', { ticket: `${year}-1` }))).toBeVisible();
      await expect(desk.row(ana.name)).toBeVisible();
      await look(page, 'tickets-courtesy');
      await desk.press('courtesy.open');
      await expect(desk.tab('open')).toHaveAttribute('aria-selected', 'true');
      await expect(desk.row(ana.name)).toBeVisible();
    });

    await test.step('a later talk is another ticket of the same conversation', async () => {
      await call(page, 'System.Set', { key: 'reopen_minutes', value: '0' });
      await desk.closeTicket();
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.keyboard.press('3');
      await expect(page.getByText(say('done.close.one', { id: `${year}-1` }))).toBeVisible();
      await look(page, 'tickets-closed-again');
      // The network tells times in whole seconds: what is written within the second of the closing belongs to the closed talk.
      const closed = await page.evaluate(() => Math.floor(Date.now() / 1000));
      await expect.poll(() => page.evaluate(() => Math.floor(Date.now() / 1000))).toBeGreaterThan(closed);
      await it.hear(ana, 'Bom dia, quero outra coisa');
      await desk.showTab('pending');
      await desk.open(ana.name);
      await expect(page.getByText(`Ticket ${year}-4 · ${say('ticket.status.pending')}`).first()).toBeVisible();
      await expect(page.getByRole('heading', { name: say('history.title') })).toBeVisible();
      await look(page, 'tickets-stretches');
      await page.setViewportSize({ width: 760, height: 900 });
      await look(page, 'tickets-760');
    });
  } finally {
    await it.close();
  }
});

test('the list is worked by keys alone', async ({ page }) => {
  const it = await shop(page);
  const { desk } = it;
  try {
    const focused = (name: string) => expect(desk.row(name)).toBeFocused();
    await desk.row(ana.name).focus();
    await page.keyboard.press('x');
    await expect(page.getByTestId('bulk-bar')).toBeVisible();
    await page.keyboard.press('Shift+ArrowDown');
    await focused(bia.name);
    await expect(page.getByTestId('bulk-bar')).toContainText(say('bulk.count.other', { n: 2 }));
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('bulk-bar')).toHaveCount(0);

    await page.keyboard.press('Shift+Enter');
    await expect(page.getByText(say('peek.now'))).toBeVisible();
    await desk.row(bia.name).focus();
    await page.keyboard.press('p');
    await expect(desk.row(bia.name)).toHaveAccessibleName(new RegExp(say('row.pinned')));
    await page.keyboard.press('p');
    await expect(desk.row(bia.name)).not.toHaveAccessibleName(new RegExp(say('row.pinned')));

    await page.keyboard.press('t');
    await page.keyboard.type('Novo');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitemcheckbox', { name: 'Novo' })).toHaveAttribute('aria-checked', 'true');
    await page.keyboard.press('Escape');
    await focused(bia.name);
    await expect(desk.row(bia.name)).toContainText('Novo');

    await page.keyboard.press('ContextMenu');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await focused(bia.name);

    await page.keyboard.press('s');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('1');
    await expect(desk.row(bia.name)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+Z');
    await expect(desk.row(bia.name)).toBeVisible();

    await desk.row(caio.name).focus();
    await page.keyboard.press('e');
    await expect(desk.row(caio.name)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+Z');
    await expect(desk.row(caio.name)).toBeVisible();

    await test.step('Ctrl+Z in an empty field takes back the last step', async () => {
      await desk.row(caio.name).focus();
      await page.keyboard.press('e');
      await expect(desk.row(caio.name)).toHaveCount(0);
      await desk.row(ana.name).focus();
      await page.keyboard.press('Enter');
      await desk.composer.focus();
      await page.keyboard.press('ControlOrMeta+Z');
      await expect(desk.row(caio.name)).toBeVisible();
    });

    await test.step('a notice that is closed by keys gives the focus back', async () => {
      await desk.row(caio.name).focus();
      await page.keyboard.press('p');
      const undo = page
        .locator('.toast')
        .getByRole('button', { name: say('undo'), exact: true })
        .last();
      const close = page.locator('.toast').getByRole('button', { name: say('close'), exact: true });
      await undo.focus();
      while ((await close.count()) > 0) {
        await close.last().focus();
        const left = (await close.count()) - 1;
        await page.keyboard.press('Enter');
        await expect(close).toHaveCount(left);
      }
      await focused(caio.name);
    });

    await test.step('what the list is searched for stands in its field also after another page', async () => {
      const field = page.getByRole('searchbox', { name: say('list.search') });
      await field.fill('Caio');
      await expect(desk.row(ana.name)).toHaveCount(0);
      await desk.row(caio.name).focus();
      await it.go('#/contatos');
      await it.hear({ number: '5511955500604', name: 'Caio Novo' }, 'Oi');
      await it.go('#/atendimento/pendentes');
      await expect(field).toHaveValue('Caio');
      await expect(desk.row('Caio Novo')).toBeVisible();
    });
  } finally {
    await it.close();
  }
});
