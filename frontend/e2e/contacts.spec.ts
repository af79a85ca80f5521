import { expect, test, type Page } from '@playwright/test';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const marina = { number: '5511955500801', name: 'Marina Duarte' };
const bruno = { number: '5511955500802', name: 'Bruno Tavares' };

let shop: Shop;
let watch: Watch;

test.beforeEach(async ({ page, context }) => {
  watch = new Watch(context);
  shop = await Shop.open(page);
  await shop.link();
  await shop.hear(marina, 'Vocês entregam?');
  await shop.hear(bruno, 'Bom dia!');
  await expect(shop.desk.row(marina.name)).toBeVisible();
  await expect(shop.desk.row(bruno.name)).toBeVisible();
});

test.afterEach(async () => {
  await shop.close();
});

const row = (page: Page, name: string) => page.getByTestId('contact-row').filter({ hasText: name });
const card = (page: Page) => page.getByRole('main', { name: say('contacts.title') });

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: say('nav.contacts') }).click();
  await row(page, name).click();
  await expect(card(page).getByRole('heading', { name, level: 2 })).toBeVisible();
}

test('a contact is found, named, noted, tagged, described and blocked', async ({ page }) => {
  await call(page, 'Tags.Put', { id: 0, name: 'Atacado', color: 2 });
  await open(page, marina.name);
  await expect(row(page, bruno.name)).toBeVisible();
  await expect(card(page)).toContainText('+55 11 95550-0801');
  await look(page, 'contacts-card');

  // The keys walk the list, and open what they stand on.
  await row(page, marina.name).focus();
  await page.keyboard.press('ArrowUp');
  await expect(row(page, bruno.name)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card(page).getByRole('heading', { name: bruno.name, level: 2 })).toBeVisible();

  const find = page.getByRole('searchbox', { name: say('contacts.search') });
  await find.fill('dUArte');
  await expect(page.getByTestId('contact-row')).toHaveCount(1);
  await find.fill('95550-0802');
  await expect(row(page, bruno.name)).toBeVisible();
  await expect(page.getByTestId('contact-row')).toHaveCount(1);
  await find.fill('ninguém');
  await expect(page.getByText(say('contacts.none'))).toBeVisible();
  await find.fill('');

  await row(page, marina.name).click();
  const own = card(page).getByLabel(say('contacts.ownName'));
  await own.fill('Ana Marina');
  await own.press('Enter');
  await expect(page.getByTestId('contact-row').first()).toContainText('Ana Marina');
  await expect(card(page)).toContainText(say('contacts.pushed'));

  const note = card(page).getByRole('textbox', { name: say('contacts.note') });
  await note.fill('Alergia a amendoim');
  await note.blur();
  await card(page).getByRole('button', { name: 'Atacado' }).click();
  await expect(card(page).getByRole('button', { name: 'Atacado' })).toHaveAttribute('aria-pressed', 'true');

  // A field is defined once, and goes into quick replies.
  await card(page)
    .getByRole('button', { name: say('contacts.fieldsSet') })
    .click();
  const fields = page.getByRole('dialog', { name: say('fields.title') });
  for (const [name, kind] of [
    ['Aniversário', 'date'],
    ['Cidade', 'text'],
  ] as const) {
    await fields.getByLabel(say('fields.name'), { exact: true }).fill(name);
    await fields.getByLabel(say('fields.kind')).selectOption(kind);
    await fields.getByRole('button', { name: say('fields.add') }).click();
    await expect(fields.getByLabel(say('label.name', { name }))).toBeVisible();
  }
  await expect(fields).toContainText('{aniversario}');
  await look(page, 'contacts-fields');
  await page.keyboard.press('Escape');
  await card(page).getByLabel('Aniversário').fill('1990-12-31');
  await card(page).getByLabel('Aniversário').press('Enter');
  await card(page).getByLabel('Cidade').fill('Campinas');
  await card(page).getByLabel('Cidade').press('Enter');

  await call(page, 'Replies.Save', {
    id: 0,
    shortcut: 'festa',
    text: 'Parabéns em {aniversario}, {cidade}!',
    files: [],
    uploads: [],
  });
  await page.reload();
  await expect(card(page).getByLabel('Cidade')).toHaveValue('Campinas');
  await expect(note).toHaveValue('Alergia a amendoim');
  await look(page, 'contacts-full');
  await shop.go('#/atendimento/pendentes');
  await shop.desk.open('Ana Marina');
  const details = page.getByRole('complementary', { name: say('details.label') });
  const beside = details.getByRole('textbox', { name: say('contacts.note') });
  await expect(beside).toHaveValue('Alergia a amendoim');
  await beside.fill('Alergia a amendoim e a leite');
  await look(page, 'details-note');
  await details.getByRole('link', { name: say('details.card') }).click();
  await expect(note).toHaveValue('Alergia a amendoim e a leite');
  // What is written is kept without leaving the field, and one card more is left behind.
  await note.fill('Alergia a amendoim e a glúten');
  const kept = async () => (await call(page, 'Contacts.Card', { id: 1 })).note;
  await expect.poll(kept).toBe('Alergia a amendoim e a glúten');
  await page.goBack();
  await shop.desk.composer.click();
  await page.keyboard.type('/festa');
  await page.keyboard.press('Enter');
  await expect(shop.desk.composer).toHaveValue('Parabéns em 31/12/1990, Campinas!');
  await shop.desk.composer.fill('');

  // Who is blocked goes on to be kept, and calls for nothing.
  await open(page, bruno.name);
  await card(page)
    .getByRole('button', { name: say('contacts.more', { name: bruno.name }) })
    .click();
  await page.getByRole('menuitem', { name: say('contacts.block'), exact: true }).click();
  const ask = page.getByRole('dialog');
  await look(page, 'contacts-block');
  await ask.getByRole('button', { name: say('contacts.block'), exact: true }).click();
  await expect(card(page)).toContainText(say('contacts.isBlocked'));
  await expect(card(page)).toContainText(say('contacts.block.done'));
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'contacts-760');
  await page.setViewportSize({ width: 520, height: 900 });
  await look(page, 'contacts-520');
  // The list comes back as it was left.
  await page.getByRole('button', { name: say('contacts.back') }).click();
  await find.fill('ana');
  await expect(row(page, bruno.name)).toHaveCount(0);
  await row(page, 'Ana Marina').click();
  await page.getByRole('button', { name: say('contacts.back') }).click();
  await expect(find).toHaveValue('ana');
  await find.fill('');
  await expect(row(page, bruno.name)).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await row(page, bruno.name).click();
  const free = () => card(page).getByRole('button', { name: say('contacts.unblock') });
  await expect(free()).toBeVisible();

  // Nothing is written to who is blocked until they are free, here or on their card; a note can be.
  await shop.go('#/atendimento/pendentes');
  await shop.desk.open(bruno.name);
  await expect(page.getByTestId('forecast')).toContainText(say('fault.contact_blocked'));
  await expect(page.getByTestId('send')).toHaveCount(0);
  await look(page, 'composer-blocked');
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'composer-blocked-760');
  await page.setViewportSize({ width: 1440, height: 900 });
  const unblock = page
    .getByRole('contentinfo')
    .or(page.locator('footer.composer'))
    .getByRole('button', { name: say('contacts.unblock') });
  await unblock.press('Enter');
  await expect(shop.desk.composer).toBeFocused();
  await expect(unblock).toHaveCount(0);
  await shop.go('#/contatos');
  await row(page, bruno.name).click();
  await expect(card(page)).not.toContainText(say('contacts.isBlocked'));
  watch.clean();
});

test('a conversation is begun with somebody known, and with a number that is looked for first', async ({ page }) => {
  const dialog = page.getByRole('dialog', { name: say('command.begin') });
  const who = dialog.getByRole('combobox', { name: say('begin.who') });
  // From the list of people, or by keys from anywhere.
  const inbox = page.url();
  await page.goto(new URL('#/contatos', inbox).href);
  await page.getByRole('button', { name: say('command.begin') }).click();
  await expect(who).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.goto(inbox);
  await page.keyboard.press('ControlOrMeta+N');
  await expect(who).toBeFocused();
  await page.keyboard.type('mari');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await look(page, 'begin');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('heading', { name: marina.name, exact: true })).toBeVisible();

  // Nobody has this number.
  await page.getByRole('button', { name: say('command.begin') }).click();
  await who.fill('(11) 95550-9999');
  await dialog.getByRole('option').click();
  await dialog.getByRole('button', { name: say('contacts.talk') }).click();
  await expect(dialog.getByRole('alert')).toContainText(say('fault.not_on_whatsapp'));
  await look(page, 'begin-nobody');
  await dialog.getByRole('button', { name: say('begin.change') }).click();

  const clara = { number: '5511955500811', name: 'Clara Reis' };
  await shop.simulator.post('/customers', clara);
  await who.fill('11 95550-0811');
  await page.keyboard.press('Enter');
  await dialog.getByLabel(say('begin.name')).fill('Clara do ateliê');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('heading', { name: 'Clara do ateliê' })).toBeVisible();
  await expect(shop.desk.tab('open')).toHaveAttribute('aria-selected', 'true');
  await shop.desk.answer('Oi, Clara! Seu pedido está pronto.');
  const got = await shop.simulator.received(clara.number, 0);
  expect(got.map((m) => m.text)).toEqual(['Oi, Clara! Seu pedido está pronto.']);

  // Where nobody can be asked, that is what is said.
  await call(page, 'Connections.Disconnect', { id: 1 });
  await page.keyboard.press('ControlOrMeta+N');
  await who.fill('+55 11 95550-0812');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: say('contacts.talk') }).click();
  await expect(dialog.getByRole('alert')).toContainText(say('begin.unsure'));
  await look(page, 'begin-unsure');
  await dialog.getByRole('button', { name: say('begin.despite') }).click();
  await expect(page.getByRole('main').getByRole('heading', { name: '+55 11 95550-0812' })).toBeVisible();
});

test('a list is brought in with a report, exported, and two contacts become one and two again', async ({ page }) => {
  await page.getByRole('link', { name: say('nav.contacts') }).click();
  const menu = async (key: string) => {
    await page.getByRole('button', { name: say('contacts.do') }).click();
    await page.getByRole('menuitem', { name: say(key), exact: true }).click();
  };
  await menu('import.title');
  const dialog = page.getByRole('dialog', { name: say('import.title') });
  await look(page, 'import-choose');
  const csv =
    'Cliente;Celular;Observação\n' +
    'Marina D.;(11) 95550-0801;ligou em março\n' +
    'Conceição Alves;+55 11 98214-5530;"linha um\nlinha dois"\n' +
    'Repetida;11 8214-5530;\nSem número;;\nRuim;ramal 9;\n';
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'clientes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv, 'latin1'),
  });
  await expect(dialog.getByLabel(say('import.encoding'))).toHaveValue('windows-1252');
  await expect(dialog.getByLabel(say('import.separator'))).toHaveValue(';');
  await expect(dialog.getByLabel(say('import.about.column', { name: 'Celular' }))).toHaveValue('number');
  await expect(dialog).toContainText('Conceição Alves');
  await look(page, 'import-preview');
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'import-preview-760');
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole('button', { name: say('import.run.other', { n: 5 }) }).click();
  await expect(dialog.getByRole('status')).toContainText(say('import.added.one', { n: 1 }));
  await expect(dialog.getByRole('status')).toContainText(say('import.skipped.other', { n: 3 }));
  await expect(dialog).toContainText(say('import.why.no_number'));
  await look(page, 'import-result');
  const report = page.waitForEvent('download');
  await dialog.getByRole('button', { name: say('import.save') }).click();
  expect((await report).suggestedFilename()).toBe('linhas-de-fora.csv');
  await dialog.getByRole('button', { name: say('import.done') }).click();
  await expect(row(page, 'Conceição Alves')).toBeVisible();

  const list = page.waitForEvent('download');
  await menu('contacts.export');
  expect((await list).suggestedFilename()).toBe('Contatos.csv');

  // Two contacts who are one person.
  await row(page, bruno.name).click();
  await card(page)
    .getByRole('button', { name: say('contacts.more', { name: bruno.name }) })
    .click();
  await page.getByRole('menuitem', { name: say('merge.do') }).click();
  const merge = page.getByRole('dialog', { name: say('merge.title', { name: bruno.name }) });
  await merge.getByRole('searchbox').fill('concei');
  await merge.getByRole('button', { name: /Conceição Alves/ }).click();
  await expect(merge.getByRole('radio', { name: bruno.name })).toBeChecked();
  await look(page, 'merge');
  await merge.getByRole('radio', { name: 'Conceição Alves' }).check();
  await merge.getByRole('button', { name: say('merge.run'), exact: true }).click();
  await expect(merge).toHaveCount(0);
  await expect(row(page, bruno.name)).toHaveCount(0);
  await expect(card(page)).toContainText('+55 11 98214-5530');
  await expect(card(page)).toContainText('+55 11 95550-0802');
  await page.getByRole('button', { name: say('undo'), exact: true }).click();
  await expect(row(page, bruno.name)).toBeVisible();

  await menu('steps.title');
  const steps = page.getByRole('dialog', { name: say('steps.title') });
  await expect(steps).toContainText('clientes.csv');
  await look(page, 'contact-steps');
  await steps.getByRole('button', { name: say('undo'), exact: true }).click();
  await expect(steps).toContainText(say('steps.none'));
  await page.keyboard.press('Escape');
  await expect(row(page, 'Conceição Alves')).toHaveCount(0);
  await expect(row(page, marina.name)).toBeVisible();
  watch.clean();
});

test('numbers are hidden, a conversation is exported, and a contact is erased for good', async ({ page }) => {
  await open(page, marina.name);
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type(say('command.hideNumbers'));
  await page.keyboard.press('Enter');
  await expect(card(page)).toContainText('+55 11 •••••-0801');
  await expect(page.locator('body')).not.toContainText('95550');
  await look(page, 'contacts-hidden');

  const more = async (key: string) => {
    await card(page)
      .getByRole('button', { name: say('contacts.more', { name: marina.name }) })
      .click();
    await page.getByRole('menuitem', { name: say(key), exact: true }).click();
  };
  for (const [key, name] of [
    ['contacts.archive', 'Marina Duarte.zip'],
    ['contacts.json', 'Marina Duarte.json'],
  ] as const) {
    const file = page.waitForEvent('download');
    await more(key);
    expect((await file).suggestedFilename()).toBe(name);
    expect(await (await file).failure()).toBeNull();
  }

  await more('erase.do');
  const dialog = page.getByRole('dialog', { name: say('erase.title', { name: marina.name }) });
  await expect(dialog).toContainText(say('erase.messages.one', { n: 1 }));
  const typed = dialog.getByLabel(say('erase.type', { name: marina.name }));
  await typed.fill('Marina');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText(say('fault.erase_name'));
  await look(page, 'contacts-erase');
  await typed.fill('marina duarte');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row(page, marina.name)).toHaveCount(0);
  await expect(row(page, bruno.name)).toBeVisible();
  // Who goes back to her card reads that she is gone.
  await page.goBack();
  await expect(card(page)).toContainText(say('contacts.gone'));
  await look(page, 'contacts-gone');
  await page.setViewportSize({ width: 520, height: 900 });
  await page.getByRole('button', { name: say('contacts.back') }).click();
  await expect(row(page, bruno.name)).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('link', { name: say('nav.inbox') }).click();
  for (const tab of ['pending', 'open', 'closed'] as const) {
    await shop.desk.showTab(tab);
    await expect(shop.desk.row(marina.name)).toHaveCount(0);
  }
  // Whoever writes again is somebody new.
  await shop.hear(marina, 'Oi de novo');
  await shop.desk.showTab('pending');
  await expect(shop.desk.row(marina.name)).toContainText('Oi de novo');
});
