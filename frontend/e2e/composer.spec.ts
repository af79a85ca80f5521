import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type LaunchOptions, type Locator, type Page } from '@playwright/test';
import { drawn } from './kinds';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500341', name: 'Ana Beatriz' };
const rui = { number: '5511955500342', name: 'Rui Prado' };

interface Shown {
  kind: string;
  text: string;
  mime?: string;
  seconds?: number;
  wave?: string;
}

// A microphone that hums, and a browser that lets the page have it.
test.use({
  launchOptions: [
    async ({ launchOptions }: { launchOptions: LaunchOptions }, use: (o: LaunchOptions) => Promise<void>) =>
      use({
        ...launchOptions,
        args: [
          ...(launchOptions.args ?? []),
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          '--autoplay-policy=no-user-gesture-required',
        ],
      }),
    { scope: 'worker' },
  ],
});

let shop: Shop;

test.beforeEach(async ({ page }) => {
  shop = await Shop.open(page);
  await shop.link();
  await shop.hear(rui, 'oi');
  await shop.hear(ana, 'Tem bolo de cenoura?');
  await shop.desk.open(ana.name);
});

test.afterEach(() => shop.close());

const shownTo = (who: typeof ana) => shop.simulator.get<Shown[]>(`/customers/${who.number}/shown`);
const bar = (page: Page) => page.getByTestId('voice-bar');
const press = (page: Page, key: Parameters<typeof say>[0]) =>
  bar(page)
    .getByRole('button', { name: say(key), exact: true })
    .click();
const field = (page: Page) => page.getByTestId('composer-input');
const timer = (page: Page) => bar(page).getByRole('timer');

/** Waits until so many seconds were recorded. */
const recorded = (page: Page, seconds: number) =>
  expect.poll(async () => Number((await timer(page).textContent())?.split(':')[1])).toBeGreaterThanOrEqual(seconds);

test('what is spoken is listened to and leaves as a voice message', async ({ page }) => {
  await page.getByTestId('record').click();
  await expect(bar(page)).toHaveAttribute('data-stage', 'recording');
  await recorded(page, 2);
  await look(page, 'voice-recording');
  await press(page, 'record.pause');
  await expect(bar(page)).toHaveAttribute('data-stage', 'paused');
  await press(page, 'record.resume');
  await recorded(page, 3);
  await press(page, 'record.stop');
  await expect(bar(page)).toHaveAttribute('data-stage', 'done');
  await expect(page.getByTestId('send-voice')).toBeFocused();
  await press(page, 'record.listen');
  await expect(bar(page).getByRole('button', { name: say('record.pause'), exact: true })).toBeVisible();
  await press(page, 'record.pause');
  await look(page, 'voice-done');
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'voice-done-760');
  await page.getByTestId('send-voice').click();
  await expect(bar(page)).toHaveCount(0);
  await expect(field(page)).toBeFocused();

  await expect.poll(async () => (await shownTo(ana)).map((m) => m.kind)).toEqual(['voice']);
  const [heard] = await shownTo(ana);
  expect(heard).toMatchObject({ kind: 'voice', mime: 'audio/ogg; codecs=opus' });
  expect(heard!.seconds).toBeGreaterThanOrEqual(3);
  expect(heard!.seconds).toBeLessThan(60);
  const wave = [...Buffer.from(heard!.wave!, 'base64')];
  expect(wave).toHaveLength(64);
  expect(Math.max(...wave)).toBe(100);

  // What was wrapped anew is a file that players understand, and as long as it says.
  const sound = page.getByTestId('voice').locator('audio');
  await expect.poll(() => sound.evaluate((a: HTMLAudioElement) => a.duration)).toBeGreaterThan(2.9);
  const [length, form, channels] = await sound.evaluate(async (a: HTMLAudioElement) => {
    const answer = await fetch(a.src);
    const head = new Uint8Array((await answer.arrayBuffer()).slice(0, 38));
    return [a.duration, String.fromCharCode(...head.slice(0, 4), ...head.slice(28, 36)), head[37]] as const;
  });
  expect(Math.abs(length - heard!.seconds!)).toBeLessThan(1.1);
  expect([form, channels]).toEqual(['OggSOpusHead', 1]);
});

test('where the recorder knows only AAC, the page says so and it leaves as a file of sound', async ({ page }) => {
  const file = readFileSync(join(import.meta.dirname, '../../internal/media/testdata/spoken.mp4')).toString('base64');
  await page.evaluate((file) => {
    const type = 'audio/mp4';
    const spoken = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
    class Recorder {
      static isTypeSupported = (form: string) => form === type;
      state = 'inactive';
      mimeType = type;
      ondataavailable: ((e: { data: Blob }) => void) | null = null;
      onstop = (): void => undefined;
      start() {
        this.state = 'recording';
      }
      stop() {
        this.state = 'inactive';
        this.ondataavailable?.({ data: new Blob([spoken], { type }) });
        this.onstop();
      }
    }
    Object.assign(window, { MediaRecorder: Recorder });
  }, file);
  await page.getByTestId('record').click();
  await recorded(page, 1);
  await press(page, 'record.stop');
  await expect(bar(page)).toContainText(say('record.plain'));
  await expect(page.getByTestId('send-voice')).toBeFocused();
  await look(page, 'voice-plain');
  await page.getByTestId('send-voice').click();
  await expect(bar(page)).toHaveCount(0);
  await expect.poll(async () => (await shownTo(ana)).map((m) => m.kind)).toEqual(['audio']);
  // Not every browser of these tests decodes AAC; one that does knows the length better than the clock.
  const [heard] = await shownTo(ana);
  expect(heard).toMatchObject({ mime: 'audio/mp4' });
  expect(heard!.seconds).toBeGreaterThanOrEqual(1);
  await expect(page.getByTestId('voice')).toContainText(/0:0[1-9]/);
  await look(page, 'voice-plain-sent');
});

test('an engine without Ogg hears voice messages in another form, and one without any can save them', async ({
  page,
}) => {
  await page.getByTestId('record').click();
  await recorded(page, 2);
  await page.getByTestId('send-voice').click();
  const player = page.getByTestId('voice');
  const sound = player.locator('audio');
  await expect.poll(() => sound.evaluate((a: HTMLAudioElement) => a.duration)).toBeGreaterThan(1.5);
  const length = await sound.evaluate((a: HTMLAudioElement) => a.duration);

  /** Opens the conversation again in an engine that says it plays only such types. */
  const playing = async (plays: string) => {
    await page.addInitScript((plays) => {
      HTMLMediaElement.prototype.canPlayType = (type) => (new RegExp(plays).test(type) ? 'probably' : '');
    }, plays);
    await page.reload();
    await shop.desk.open(ana.name);
  };

  await playing('webm');
  await expect(sound).toHaveAttribute('src', /as=webm$/);
  await expect.poll(() => sound.evaluate((a: HTMLAudioElement) => a.duration)).toBeCloseTo(length, 1);
  // Played to its end it stands at its beginning again.
  const place = player.getByRole('slider', { name: say('voice.place') });
  await place.fill((Math.floor(length * 10 - 8) / 10).toFixed(1));
  await player.getByRole('button', { name: /^Ouvir/ }).click();
  await expect(player.getByRole('button', { name: /^Pausar/ })).toBeVisible();
  await expect(player.getByRole('button', { name: /^Ouvir/ })).toBeVisible();
  await expect(place).toHaveValue('0');

  // Whatever an engine says of itself, what it cannot play leads on to the next form. This one plays no CAF either.
  const asked: string[] = [];
  await page.route(/\/media\/\d+\?as=/, (route) => {
    const form = new URL(route.request().url()).searchParams.get('as')!;
    if (asked.at(-1) !== form) asked.push(form);
    return form === 'webm' ? route.fulfill({ status: 415, body: '' }) : route.continue();
  });
  await playing('caf|webm');
  await expect(player).toContainText(say('voice.broken'));
  expect(asked).toEqual(['webm', 'caf']);

  await playing('nothing');
  await expect(player).toContainText(say('voice.broken'));
  await expect(sound).not.toHaveAttribute('src');
  await look(page, 'voice-unplayable');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    player.getByRole('link', { name: say('file.save') }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/\.ogg$/);
});

test('a recording is thrown away with Esc, and waits in its conversation', async ({ page }) => {
  await page.getByTestId('record').click();
  await recorded(page, 1);
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCount(0);
  await expect(field(page)).toBeFocused();

  await page.getByTestId('record').click();
  await recorded(page, 1);
  await shop.desk.open(rui.name);
  await expect(field(page)).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
  await shop.desk.open(ana.name);
  await expect(bar(page)).toHaveAttribute('data-stage', 'done');
  await page.keyboard.press('Escape');
  await expect(field(page)).toBeFocused();
  expect(await shownTo(ana)).toEqual([]);
});

test('without a microphone the sentence says what to do', async ({ page }) => {
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await page.getByTestId('record').click();
  await expect(bar(page)).toContainText(say('record.refused.browser'));
  await look(page, 'voice-refused');
  await press(page, 'cancel');
  await expect(field(page)).toBeFocused();
});

test('what was sent comes back into the field before it leaves', async ({ page }) => {
  await shop.go('#/configuracoes/atendimento');
  await page.getByRole('radio', { name: '10 s', exact: true }).check({ force: true });
  await look(page, 'undo-setting');
  await shop.go('#/atendimento/pendentes');
  await shop.desk.open(ana.name);
  await field(page).fill('Temos sim, R$ 500');
  await page.keyboard.press('Enter');
  const stays = page.getByTestId('undo-send');
  await expect(stays).toContainText(/Sai em \d+ s/);
  await look(page, 'undo-send');
  await field(page).fill('Quer reservar?');
  await stays.getByRole('button', { name: say('undo'), exact: true }).click();
  await expect(field(page)).toHaveValue('Temos sim, R$ 500\nQuer reservar?');
  await expect(field(page)).toBeFocused();
  await expect(page.getByTestId('message')).toHaveCount(1);
  await expect(page, 'it waits for an answer as before').toHaveURL(/pendentes/);
  await page.reload();
  await expect(field(page)).toHaveValue('Temos sim, R$ 500\nQuer reservar?');

  // A file comes back with its caption, and by the keys.
  await field(page).fill('O bolo');
  await page
    .getByTestId('files')
    .setInputFiles({ name: 'bolo.txt', mimeType: 'text/plain', buffer: Buffer.from('bolo') });
  await expect(page.getByTestId('send')).toBeEnabled();
  await page.getByTestId('send').click();
  await expect(stays).toBeVisible();
  await page.keyboard.press('Control+Alt+Z');
  await expect(page.getByTestId('piece')).toContainText('bolo.txt');
  await expect(field(page)).toHaveValue('O bolo');

  // With no time to wait it leaves at once, and nothing of what was taken back ever did.
  await call(page, 'System.Set', { key: 'undo_seconds', value: '0' });
  await page.getByTestId('send').click();
  await expect.poll(async () => (await shownTo(ana)).map((m) => `${m.kind} ${m.text}`)).toEqual(['document O bolo']);
  await expect(stays).toHaveCount(0);
});

test('Enter in a caption sends, and a picture that is taken back is still seen', async ({ page }) => {
  const drawnWhole = (piece: Locator) =>
    piece.locator('img').evaluate((img: HTMLImageElement) => {
      const [at, around] = [img.getBoundingClientRect(), img.closest('li')!.getBoundingClientRect()];
      return img.naturalWidth > 0 && at.bottom <= around.bottom && Math.abs(at.width - at.height) < 1;
    });
  const piece = page.getByTestId('piece');
  await call(page, 'System.Set', { key: 'undo_seconds', value: '10' });
  await page
    .getByTestId('files')
    .setInputFiles({ name: 'bolo.png', mimeType: 'image/png', buffer: drawn(300, 500, [190, 120, 110]) });
  await expect(page.getByTestId('send')).toBeEnabled();
  await expect.poll(() => drawnWhole(piece)).toBe(true);
  await piece.getByRole('textbox').fill('Este');
  await piece.getByRole('textbox').press('Enter');
  await expect(page.getByTestId('undo-send')).toBeVisible();
  await page.keyboard.press('Control+Alt+Z');
  await expect(piece).toContainText('bolo.png');
  await expect.poll(() => drawnWhole(piece)).toBe(true);
  await expect(field(page)).toHaveValue('Este');
  await look(page, 'undo-picture');
  await call(page, 'System.Set', { key: 'undo_seconds', value: '0' });
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await shownTo(ana)).map((m) => `${m.kind} ${m.text}`)).toEqual(['image Este']);
});

test('an emoji is found by its name and stands at the caret, and nothing is fetched from elsewhere', async ({
  page,
}) => {
  const from = new Set<string>();
  page.on('request', (r) => from.add(new URL(r.url()).host));
  const picker = page.getByTestId('emoji');
  await field(page).fill('Bom dia!');
  await field(page).press('Home');
  await page.keyboard.press('Control+E');
  await expect(picker.getByRole('searchbox')).toBeFocused();
  await expect(picker.getByRole('button', { name: 'rosto risonho', exact: true })).toBeVisible();
  await look(page, 'emoji');
  await page.keyboard.type('coracao verm');
  await expect(picker.getByRole('button', { name: 'coração vermelho', exact: true })).toBeVisible();
  await look(page, 'emoji-found');
  await page.keyboard.press('ArrowDown');
  await expect(picker.getByRole('button', { name: 'coração vermelho', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('❤️Bom dia!');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Control+Z');
  await expect(field(page)).toHaveValue('Bom dia!');

  // By the mouse, in another group; what was used is in front the next time.
  await page.getByTestId('open-emoji').click();
  await expect(picker.getByRole('tab', { name: say('emoji.group.-1') })).toHaveAttribute('aria-selected', 'true');
  await expect(picker.getByRole('button', { name: 'coração vermelho', exact: true })).toBeVisible();
  await picker.getByRole('tab', { name: say('emoji.group.4') }).click();
  await picker.getByRole('button', { name: 'bolo de aniversário', exact: true }).click();
  await expect(field(page)).toHaveValue('🎂Bom dia!');
  await page.keyboard.press('Control+E');
  await expect(picker).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
  await expect(field(page)).toBeFocused();

  // A reaction may be any of them.
  await page.getByTestId('message').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: say('act.react') }).click();
  await page.getByRole('menuitem', { name: say('act.reactMore') }).click();
  await expect(picker.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('foguete');
  await look(page, 'emoji-reaction');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('message').first()).toContainText('🚀');
  expect([...from]).toEqual([new URL(page.url()).host]);
});

test('a quick reply brings its files along, and Ctrl+Z takes its words back', async ({ page }) => {
  const dialog = page.getByRole('dialog');
  await shop.go('#/respostas');
  await page
    .getByRole('main')
    .getByRole('button', { name: say('replies.new') })
    .click();
  await dialog.getByLabel(say('reply.shortcut'), { exact: true }).fill('precos');
  await dialog.getByLabel(say('reply.text'), { exact: true }).fill('Segue a tabela');
  const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });
  await dialog.getByTestId('reply-files').setInputFiles([file('tabela.txt'), file('velha.txt')]);
  await expect(dialog.getByTestId('reply-file')).toHaveCount(2);
  await dialog.getByRole('button', { name: say('tray.remove', { name: 'velha.txt' }) }).click();
  await look(page, 'reply-files');
  await dialog.getByRole('button', { name: say('reply.save'), exact: true }).click();
  await expect(page.getByTestId('reply')).toContainText('tabela.txt');
  await look(page, 'reply-with-file');

  await shop.go('#/atendimento/pendentes');
  await shop.desk.open(ana.name);
  await field(page).pressSequentially('Oi! /prec');
  await expect(page.getByTestId('quick-replies').getByRole('option')).toHaveCount(1);
  await look(page, 'reply-file-menu');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('Oi! Segue a tabela');
  await expect(page.getByTestId('piece')).toContainText('tabela.txt');
  await page.keyboard.press('Control+Z');
  await expect(field(page)).toHaveValue('Oi! /prec');
  await page.keyboard.press('Control+Shift+Z');
  await expect(field(page)).toHaveValue('Oi! Segue a tabela');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await shownTo(ana)).map((m) => `${m.kind} ${m.text}`))
    .toEqual(['document Oi! Segue a tabela']);

  // The reply still has its file.
  await field(page).fill('/precos');
  await page.keyboard.press('Control+Enter');
  await expect
    .poll(async () => (await shownTo(ana)).map((m) => m.text))
    .toEqual(['Oi! Segue a tabela', 'Segue a tabela']);
});

test('words become bold, italic and struck out by their keys, and ordinary again', async ({ page }) => {
  await field(page).fill('bolo de cenoura');
  for (const [keys, text] of [
    ['Control+B', '*bolo* de cenoura'],
    ['Control+B', 'bolo de cenoura'],
    ['Control+I', '_bolo_ de cenoura'],
    ['Control+Z', 'bolo de cenoura'],
    ['Control+Shift+X', '~bolo~ de cenoura'],
  ] as const) {
    if (keys === 'Control+B' && text.startsWith('*'))
      await field(page).evaluate((f: HTMLTextAreaElement) => f.setSelectionRange(0, 5));
    await page.keyboard.press(keys);
    await expect(field(page)).toHaveValue(text);
  }
});
