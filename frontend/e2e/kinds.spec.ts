import { expect, test, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { Counter } from './counter';
import { drawn, tone, wave } from './kinds';
import { look } from './screen';
import { Shop } from './shop';

interface Shown {
  id: string;
  kind: string;
  text: string;
  name?: string;
  sha256?: string;
  about?: string;
  ours?: boolean;
  forwarded?: boolean;
}

const ana = { number: '5511955500301', name: 'Ana Beatriz' };
const rui = { number: '5511955500302', name: 'Rui Prado' };
const cake = drawn(320, 240, [150, 170, 130]);

let shop: Shop;

const give = (what: object) => shop.simulator.post(`/customers/${ana.number}/give`, what);
const shownTo = (who: typeof ana) => shop.simulator.get<Shown[]>(`/customers/${who.number}/shown`);
const last = (page: Page) => page.getByTestId('message').last();

/** Waits until the customer's phone shows such a message of ours. */
async function arrived(who: typeof ana, ok: (m: Shown) => boolean): Promise<Shown> {
  let found: Shown | undefined;
  await expect.poll(async () => (found = (await shownTo(who)).find(ok)) !== undefined).toBe(true);
  return found!;
}

async function menu(page: Page, text: string, item: string): Promise<void> {
  await page.getByTestId('message').filter({ hasText: text }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
}

test.describe('by a session', () => {
  test.beforeEach(async ({ page }) => {
    shop = await Shop.open(page);
    await shop.link();
    await shop.hear(rui, 'oi');
    await shop.hear(ana, 'Oi! Tem bolo?');
    await shop.desk.open(ana.name);
  });

  test.afterEach(() => shop.close());

  test('every kind that a customer sends is shown', async ({ page }) => {
    await give({
      kind: 'image',
      mime: 'image/png',
      text: 'Seria esse',
      data: cake.toString('base64'),
      width: 320,
      height: 240,
    });
    await expect(page.getByRole('button', { name: /^Foto: ver/ }).locator('img')).toBeVisible();
    for (const hue of [
      [190, 120, 110],
      [110, 140, 190],
      [180, 160, 90],
      [130, 110, 170],
      [110, 170, 150],
    ] as [number, number, number][])
      await give({
        kind: 'image',
        mime: 'image/png',
        data: drawn(200, 200, hue).toString('base64'),
        width: 200,
        height: 200,
      });
    await expect(page.getByTestId('album').locator('img')).toHaveCount(4);
    await expect(page.getByTestId('album')).toContainText('+1');
    await give({
      kind: 'voice',
      mime: 'audio/wav',
      seconds: 23,
      wave: wave.toString('base64'),
      data: tone().toString('base64'),
    });
    await expect(page.getByTestId('voice')).toContainText('0:');
    await give({
      kind: 'document',
      mime: 'application/pdf',
      name: 'pedido.pdf',
      data: Buffer.from('%PDF-1.4 x').toString('base64'),
    });
    await expect(page.getByText('pedido.pdf')).toBeVisible();
    await give({ kind: 'sticker', mime: 'image/png', data: cake.toString('base64'), width: 320, height: 240 });
    await expect(page.getByRole('img', { name: 'Figurinha' })).toBeVisible();
    await give({ kind: 'audio', mime: 'audio/wav', seconds: 2, data: tone(2).toString('base64') });
    await expect(page.getByTestId('voice')).toHaveCount(2);
    await give({ kind: 'video', mime: 'video/mp4', text: 'O salão', data: Buffer.from('film').toString('base64') });
    await expect(page.getByRole('button', { name: /^Vídeo: ver/ })).toBeVisible();
    await give({ kind: 'location', text: 'Salão Aurora', latitude: -23.5614, longitude: -46.6559 });
    await give({ kind: 'contact', text: 'João Lima', phone: '+5511988887777' });
    await expect(page.getByText('+55 11 98888-7777')).toBeVisible();
    await give({ kind: 'poll', text: 'Qual sabor?' });
    const starts = Date.UTC(2027, 2, 6, 18, 0) / 1000;
    await give({
      kind: 'event',
      text: 'Degustação',
      about: 'Traga um amigo',
      place: 'Salão Aurora',
      starts,
      ends: starts + 7200,
    });
    await give({ kind: 'event', text: 'Curso de bolos', starts, canceled: true });
    const events = page.locator('[data-content=event]');
    await expect(events.first()).toContainText('Traga um amigo');
    await expect(events.last()).toContainText('Cancelado');
    await give({ kind: 'unknown', text: 'algo novo' });
    await expect(page.getByText('Abra no celular para ver')).toBeVisible();
    await give({ kind: 'text', text: 'Repassando', forwards: 7 });
    await expect(page.getByText('Encaminhada muitas vezes')).toBeVisible();
    await look(page, 'kinds-in');
    await page.getByTestId('album').scrollIntoViewIfNeeded();
    await look(page, 'kinds-album');
  });

  test('a picture fills the window, zooms, and leads through the others', async ({ page }) => {
    for (const [text, hue] of [
      ['um', [190, 120, 110]],
      ['dois', [110, 140, 190]],
    ] as [string, [number, number, number]][])
      await give({
        kind: 'image',
        mime: 'image/png',
        text,
        data: drawn(400, 300, hue).toString('base64'),
        width: 400,
        height: 300,
      });
    await expect(shop.desk.message('dois').locator('img')).toBeVisible();
    await shop.desk
      .message('dois')
      .getByRole('button', { name: /^Foto: ver/ })
      .click();
    const box = page.getByTestId('lightbox');
    await expect(box.getByText('dois')).toBeVisible();
    await expect(box.getByRole('button', { name: 'Anterior' })).toBeVisible();
    await look(page, 'lightbox');
    await page.keyboard.press('+');
    await expect(box.locator('img')).toHaveAttribute('style', /scale\(1\.25\)/);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
    await expect(box.locator('img')).toHaveAttribute('style', /translate\(-80px, 80px\)/);
    // The button that makes it smaller cannot be pressed any more, and the keys go on.
    await box.getByRole('button', { name: 'Diminuir' }).press('Enter');
    await expect(box.locator('img')).toHaveAttribute('style', /translate\(0px, 0px\) scale\(1\)/);
    await page.keyboard.press('+');
    await page.keyboard.press('0');
    await expect(box.locator('img')).toHaveAttribute('style', /scale\(1\)/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('Control+c');
    await expect
      .poll(() => page.evaluate(async () => (await navigator.clipboard.read())[0]?.types))
      .toEqual(['image/png']);
    // A notice behind what fills the window would be seen by nobody.
    const copied = page.locator('.toast').filter({ hasText: 'Imagem copiada' });
    await look(page, 'lightbox-copied');
    await copied.getByRole('button', { name: 'Fechar', exact: true }).click();
    await expect(copied).toHaveCount(0);
    await expect(box).toBeVisible();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+s')]);
    expect(saved.suggestedFilename()).toMatch(/\.png$/);
    await box.getByRole('button', { name: 'Encaminhar' }).press('Enter');
    await expect(page.getByRole('dialog', { name: /^Encaminhar/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: /^Encaminhar/ })).toHaveCount(0);
    await page.keyboard.press('ArrowLeft');
    await expect(box.getByText('um', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(box).toHaveCount(0);
  });

  test('files go out from the tray, each with its words, and what no connection carries is said before', async ({
    page,
  }) => {
    const sum = createHash('sha256').update(cake).digest('hex');
    await page.getByTestId('files').setInputFiles([
      { name: 'bolo.png', mimeType: 'image/png', buffer: cake },
      { name: 'tabela.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 tabela') },
    ]);
    await expect(page.getByTestId('piece')).toHaveCount(2);
    await expect(page.getByTestId('send')).toBeEnabled();
    await page.getByTestId('piece').nth(1).getByRole('textbox').fill('Nossos preços');
    await page.getByTestId('composer-input').fill('Temos este!');
    await look(page, 'kinds-tray');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'kinds-tray-760');
    await page.setViewportSize({ width: 1440, height: 900 });
    // What was not sent outlasts the page.
    await page.reload();
    await expect(page.getByTestId('piece')).toHaveCount(2);
    await expect(page.getByTestId('piece').nth(1).getByRole('textbox')).toHaveValue('Nossos preços');
    await expect(page.getByTestId('composer-input')).toHaveValue('Temos este!');
    await page.getByTestId('send').click();
    await expect(page.getByTestId('tray')).toHaveCount(0);
    expect((await arrived(ana, (m) => m.kind === 'image')).sha256).toBe(sum);
    expect((await arrived(ana, (m) => m.kind === 'image')).text).toBe('Temos este!');
    const pdf = await arrived(ana, (m) => m.kind === 'document');
    expect([pdf.name, pdf.text]).toEqual(['tabela.pdf', 'Nossos preços']);
    await expect(last(page)).toHaveAttribute('data-status', /sent|delivered|read/);

    await page
      .getByTestId('files')
      .setInputFiles({ name: 'nada.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
    await expect(page.getByTestId('piece').getByRole('alert')).toContainText('vazio');
    await expect(page.getByTestId('send')).toBeDisabled();
    await page.getByRole('button', { name: 'Tirar nada.txt' }).click();
    await expect(page.getByTestId('tray')).toHaveCount(0);
  });

  test('places and contacts go out', async ({ page }) => {
    await page.getByTestId('attach').click();
    await page.getByRole('menuitem', { name: 'Localização' }).click();
    await page.getByTestId('place').fill('https://www.google.com/maps/@-23.5614,-46.6559,17z');
    await look(page, 'kinds-place');
    await page.getByTestId('send-place').click();
    expect((await arrived(ana, (m) => m.kind === 'location')).text).toContain('-23.5614 -46.6559');
    await page.getByTestId('attach').click();
    await page.getByRole('menuitem', { name: 'Contato' }).click();
    await page.getByTestId('card-name').fill('João Lima');
    // Escape throws no words away: it asks, and pressed again goes on with them.
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('unsaved')).toBeVisible();
    await look(page, 'kinds-unsaved');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('unsaved')).toHaveCount(0);
    await expect(page.getByTestId('card-name')).toBeFocused();
    await expect(page.getByTestId('card-name')).toHaveValue('João Lima');
    await page.getByTestId('card-number').fill('+55 11 98888-7777');
    await page.getByTestId('send-card').click();
    expect((await arrived(ana, (m) => m.kind === 'contact')).text).toContain('5511988887777');
    await expect(page.locator('[data-content="contact"]')).toBeVisible();
  });

  test('a message is answered, reacted to, edited, passed on and deleted', async ({ page }) => {
    await shop.desk.answer('Temos sim, quanto cusat?');
    const sent = await arrived(ana, (m) => m.text.includes('cusat'));
    await expect(last(page)).toHaveAttribute('data-status', /sent|delivered|read/);

    await shop.desk.message('Tem bolo?').click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await look(page, 'kinds-menu');
    await page.getByRole('menuitem', { name: 'Reagir' }).click();
    await page.getByRole('menuitemradio', { name: /👍/ }).click();
    expect((await arrived(ana, (m) => m.kind === 'react')).text).toBe('👍');
    await expect(shop.desk.message('Tem bolo?').locator('.reactions')).toHaveText('👍');

    await page.getByTestId('composer-input').press('ArrowUp');
    await page.getByTestId('edit-text').fill('Temos sim, quanto quer?');
    await page.getByTestId('edit-save').click();
    expect((await arrived(ana, (m) => m.kind === 'edit')).about).toBe(sent.id);
    await expect(shop.desk.message('quanto quer?')).toContainText('editada');

    await page.getByTestId('composer-input').press('Control+ArrowUp');
    await page.getByTestId('composer-input').press('Control+ArrowUp');
    await shop.desk.answer('de cenoura');
    expect((await arrived(ana, (m) => m.text === 'de cenoura')).about).toBeTruthy();

    await menu(page, 'de cenoura', 'Encaminhar');
    await page.getByTestId('forward-search').fill('rui');
    await page.getByRole('listitem').filter({ hasText: rui.name }).getByTestId('forward-to').check();
    await look(page, 'kinds-forward');
    await page.getByTestId('forward-send').click();
    expect((await arrived(rui, (m) => m.text === 'de cenoura')).forwarded).toBe(true);

    await menu(page, 'quanto quer?', 'Favoritar');
    await expect(shop.desk.message('quanto quer?').getByRole('img', { name: 'favorita' })).toBeVisible();
    await menu(page, 'quanto quer?', 'Apagar para todos');
    await page.getByTestId('revoke-sure').click();
    expect((await arrived(ana, (m) => m.kind === 'revoke')).about).toBe(sent.id);
    await expect(page.getByTestId('message').filter({ hasText: 'Mensagem apagada' })).toBeVisible();

    // What is not ours says why it cannot be changed; R answers what has the focus.
    await shop.desk.message('Oi! Tem bolo?').first().focus();
    await page.keyboard.press('r');
    await expect(page.getByText('Respondendo a Ana Beatriz')).toBeVisible();
  });

  test('a voice message goes on when its conversation is left, and a bar leads back to it', async ({ page }) => {
    await give({ kind: 'voice', mime: 'audio/wav', seconds: 30, data: tone(30).toString('base64') });
    await page
      .getByTestId('voice')
      .getByRole('button', { name: /^Ouvir/ })
      .click();
    await expect(page.getByTestId('voice').getByRole('button', { name: /^Pausar/ })).toBeVisible();
    await expect(page.getByTestId('player')).toHaveCount(0);
    await shop.desk.open(rui.name);
    const player = page.getByTestId('player');
    await expect(player).toContainText(ana.name);
    await expect(player.getByRole('button', { name: /^Pausar/ })).toBeVisible();
    const place = player.getByRole('slider');
    const before = Number(await place.inputValue());
    await expect.poll(async () => Number(await place.inputValue())).toBeGreaterThan(before);
    await player.getByRole('button', { name: /^Velocidade/ }).click();
    await player.getByRole('button', { name: /^Pausar/ }).click();
    await look(page, 'kinds-player');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'kinds-player-760');
    await page.setViewportSize({ width: 1440, height: 900 });
    await player.getByRole('button', { name: ana.name }).click();
    await expect(page.getByTestId('voice')).toBeVisible();
    await expect(player).toHaveCount(0);
    await shop.desk.open(rui.name);
    await player.getByRole('button', { name: 'Parar' }).click();
    await expect(player).toHaveCount(0);
  });

  test('a telephone number in a message can be written to, and copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await shop.hear(ana, 'O protocolo é 2026-1042 e o CPF 123.456.789-09. Fala com o Rui: (21) 97777-1234');
    const number = shop.desk.message('Fala com o Rui').getByRole('button', { name: '(21) 97777-1234' });
    await number.click();
    await look(page, 'kinds-phone');
    await page.getByRole('menuitem', { name: 'Copiar' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('(21) 97777-1234');
    await number.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox')).toHaveValue('(21) 97777-1234');
    await look(page, 'kinds-phone-begin');
    await page.keyboard.press('Escape');
  });

  test('what a file claims is not believed', async ({ page }) => {
    const bomb = Buffer.from(cake);
    bomb.writeUInt32BE(50_000, 16);
    bomb.writeUInt32BE(50_000, 20);
    await give({
      kind: 'image',
      mime: 'image/png',
      text: 'gigante',
      data: bomb.toString('base64'),
      width: 320,
      height: 240,
    });
    await expect(shop.desk.message('gigante').getByTestId('file')).toBeVisible();
    await expect(shop.desk.message('gigante').locator('img')).toHaveCount(0);
    await give({
      kind: 'document',
      mime: 'application/pdf',
      name: '../../boleto\u202efdp.exe',
      data: Buffer.from('MZ').toString('base64'),
    });
    const file = page.getByTestId('file').filter({ hasText: 'boletofdp.exe' });
    await file.getByRole('link', { name: 'Salvar arquivo' }).click();
    await expect(page.getByRole('dialog')).toContainText('perigoso');
    await look(page, 'kinds-risky');
    const download = page.waitForEvent('download');
    await page.getByTestId('risky-sure').click();
    expect((await download).suggestedFilename()).toBe('boletofdp.exe');
  });
});

test.describe('by the official interface', () => {
  test('each kind goes both ways, and what it cannot do says so', async ({ page }) => {
    const counter = await Counter.open(page);
    const { graph, desk } = counter;
    try {
      await graph.hear(ana.number, ana.name, 'Oi! Tem bolo?');
      await desk.open(ana.name);
      await graph.post(`/customers/${ana.number}/file`, {
        type: 'image',
        mime: 'image/png',
        data: cake.toString('base64'),
      });
      await expect(page.getByRole('button', { name: /^Foto: ver/ }).locator('img')).toBeVisible();
      await graph.post(`/customers/${ana.number}/send`, {
        type: 'location',
        content: { latitude: -23.5614, longitude: -46.6559, name: 'Salão Aurora' },
      });
      await expect(page.locator('[data-content="location"]')).toContainText('Salão Aurora');

      await page.getByTestId('files').setInputFiles([
        { name: 'bolo.png', mimeType: 'image/png', buffer: cake },
        { name: 'tabela.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 tabela') },
      ]);
      await expect(page.getByTestId('send')).toBeEnabled();
      await page.getByTestId('send').click();
      await expect(page.getByTestId('tray')).toHaveCount(0);
      const got = () => graph.get<{ type: string; file?: string }[]>(`/customers/${ana.number}/received`);
      await expect.poll(async () => (await got()).map((m) => m.type)).toEqual(['image', 'document']);
      expect((await got())[0]!.file).toBe(cake.toString('base64'));

      await menu(page, 'Tem bolo?', 'Reagir');
      await page.getByRole('menuitemradio', { name: /👍/ }).click();
      await expect(desk.message('Tem bolo?').locator('.reactions')).toHaveText('👍');
      await desk.answer('Temos sim!');
      await expect(last(page)).toHaveAttribute('data-status', /sent|delivered|read/);
      await desk.message('Temos sim!').click({ button: 'right' });
      await expect(page.getByRole('menuitem', { name: 'Editar' })).toHaveAttribute('aria-disabled', 'true');
      await expect(page.getByRole('menuitem', { name: 'Apagar para todos' })).toHaveAttribute('aria-disabled', 'true');
      await look(page, 'kinds-official');
    } finally {
      await counter.close();
    }
  });
});
