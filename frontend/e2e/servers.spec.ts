import { expect, test, type Page } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { call, scan } from './phone';
import { Program } from './program';
import { look, narrow } from './screen';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

let program: Program;

test.afterEach(async () => {
  await program.stop();
});

/** Takes the pictures of a step on a wide and on a narrow screen, where the panel lies over a page that is out of reach. */
async function pictures(page: Page, name: string): Promise<void> {
  await look(page, `${name}-1440`);
  await page.setViewportSize({ width: 760, height: 900 });
  await narrow(page, `${name}-760`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

const servers = [
  {
    kind: 'wwebjs',
    secret: 'field.wwebjs.api_key',
    refused: 'finding.key.bad',
    customer: 'Helena Castro',
  },
  {
    kind: 'wuzapi',
    secret: 'field.wuzapi.user_token',
    refused: 'finding.wuzapi.token.bad',
    customer: 'Otávio Rangel',
  },
] as const;

for (const s of servers) {
  test(`a number on a ${s.kind} server is entered, linked by its QR code, and talks`, async ({ page, context }) => {
    const watch = new Watch(context);
    program = await Program.start('--demo');
    await page.goto(program.address);
    const desk = new Desk(page, mouse());
    const connect = page.locator('form').getByRole('button', { name: say('connections.connect'), exact: true });
    const secret = page.locator('form input[type="password"]').first();

    await desk.press('welcome.connect');
    await look(page, `servers-${s.kind}-0-methods`);
    await desk.press(`method.${s.kind}`);
    await page.getByLabel(say('pair.name')).fill('Loja');
    await desk.press('pair.next');
    await expect(page.getByRole('heading', { name: say(`form.${s.kind}`) })).toBeVisible();
    await pictures(page, `servers-${s.kind}-1-form`);

    await desk.press('setup.title');
    await expect(page.locator('code').first()).toContainText('docker run -d');
    await desk.press('setup.use');
    await expect(secret).toHaveValue(/^[0-9a-f]{32}$/);
    await pictures(page, `servers-${s.kind}-2-setup`);
    await desk.press('setup.title');

    await desk.press('entry.practice');
    await expect(secret).toHaveValue(/^practice-/);
    await secret.fill('not-the-secret-of-anyone');
    await desk.press('entry.test');
    await expect(page.getByText(say(s.refused))).toBeVisible();
    expect((await call(page, 'System.Snapshot', {})).connections, 'nothing is kept before the test passes').toEqual([]);

    await desk.press('entry.practice');
    await expect(secret).toHaveValue(/^practice-/);
    await desk.press('entry.test');
    await expect(page.getByText(/Ao conectar, o Balcão mostra o QR Code/)).toBeVisible();
    await pictures(page, `servers-${s.kind}-3-tested`);

    await connect.click();
    await expect(desk.qr).toBeVisible({ timeout: 30_000 });
    await pictures(page, `servers-${s.kind}-4-code`);

    // Whoever leaves finds the way back on the card.
    await desk.press('cancel');
    await expect(page.getByText(say('connection.notLinked'))).toBeVisible();
    await desk.press('connections.connect');
    await expect(desk.qr).toBeVisible({ timeout: 30_000 });
    await desk.press('connections.refreshQr');
    await scan(page, desk.qr);
    await desk.expectConnected();
    await look(page, `servers-${s.kind}-5-connected`);
    // That it was linked is old news when the page is seen again.
    await page.goto(new URL('#/atendimento/pendentes', page.url()).href);
    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    await expect(page.getByRole('heading', { name: say('nav.channels'), level: 1 })).toBeVisible();
    await expect(page.getByRole('complementary', { name: say('pair.title') })).toHaveCount(0);
    await desk.press('channels.new');
    await desk.press('method.waweb');
    await expect(page.getByLabel(say('pair.name')), 'another channel begins without a name').toHaveValue('');
    await page.keyboard.press('Escape');
    await page.goto(new URL('#/atendimento/pendentes', page.url()).href);

    await expect(desk.row(s.customer)).toBeVisible({ timeout: 30_000 });
    await desk.open(s.customer);
    await desk.answer('Temos sim, pode vir!');
    await expect(desk.message('Temos sim, pode vir!')).toHaveAttribute('data-status', 'read', { timeout: 30_000 });
    await look(page, `servers-${s.kind}-6-talk`);
    watch.clean();
  });
}
