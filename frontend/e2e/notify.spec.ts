import { expect, test, type Page } from '@playwright/test';
import { answerNotices, listenToNotices, notices, pressNotice } from './notices';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const ana = { number: '5511955500921', name: 'Ana Lima' };
const rui = { number: '5511955500922', name: 'Rui Prado' };
const eva = { number: '5511955500923', name: 'Eva Reis' };

const set = (page: Page, key: string, value: string) => call(page, 'System.Set', { key, value });
const settings = '#/configuracoes/notificacoes';

/** Whether the icon of the tab has its dot. */
const dotted = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLLinkElement>('link[rel="icon"]')!.href.includes('icon-new'));

test('notices are asked for by a press, tried, and told once to whoever looks elsewhere', async ({ page, context }) => {
  const watch = new Watch(context);
  await listenToNotices(page);
  const shop = await Shop.open(page);
  const { desk } = shop;
  try {
    await shop.link();
    await shop.go(settings);
    const state = page.getByTestId('notices-state');
    await expect(state).toHaveText(say('notices.askable'));
    await look(page, 'notify-01-askable');
    await desk.press('notices.allow');
    await expect(state).toHaveText(say('notices.on'));
    await desk.press('notices.test');
    await expect(page.getByTestId('notice-said')).toContainText(say('notices.said.shown'));
    await answerNotices(page, 'refuse');
    await desk.press('notices.test');
    await expect(page.getByTestId('notice-said')).toContainText(say('notices.said.refused'));
    await answerNotices(page, 'show');
    expect(await notices(page)).toEqual(Array(2).fill(`${say('notices.testTitle')}: ${say('notices.testBody')}`));

    await page.getByRole('radio', { name: say('choice.quiet.1'), exact: true }).check();
    await expect(page.getByLabel(say('quiet.from'), { exact: true })).toHaveValue('20:00');
    await expect(page.getByText(say('quiet.next'))).toBeVisible();
    await look(page, 'notify-02-settings-1440');
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'notify-02-settings-760');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('radio', { name: say('choice.quiet.0'), exact: true }).check();

    // On another page of the program the customer is told of, in one notice, and the press leads to them.
    await shop.hear(ana, 'Oi', 'Tem bolo?');
    await expect.poll(() => notices(page, 'ticket')).toContain(ana.name);
    await expect
      .poll(async () => (await notices(page)).at(-1))
      .toMatch(/Ana Lima: (2 mensagens novas · Tem bolo\?|.*Tem bolo\?)/);
    await expect(page).toHaveTitle('(1) Atendimento · Balcão');
    expect(await dotted(page)).toBe(true);
    await pressNotice(page);
    await expect(page.getByRole('heading', { name: ana.name })).toBeVisible();

    // Who is looked at brings none: the next one is of somebody else.
    const before = await notices(page);
    await shop.hear(ana, 'E torta?');
    await expect(desk.message('E torta?')).toBeVisible();
    await shop.hear(rui, 'Bom dia');
    await expect.poll(() => notices(page)).toEqual([...before, `${rui.name}: Bom dia`]);
    watch.clean();
  } finally {
    await shop.close();
  }
});

test('two pages tell once, a restart tells nothing again, and what is to be hidden stays hidden', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  await listenToNotices(page, 'granted');
  const shop = await Shop.open(page);
  const second = await context.newPage();
  await listenToNotices(second, 'granted');
  try {
    await shop.link();
    await second.goto(new URL('#/relatorio', page.url()).href);
    await expect(second.getByRole('heading', { level: 1 })).toBeVisible();
    const both = async () => [...(await notices(page, 'ticket')), ...(await notices(second, 'ticket'))];

    await shop.hear(rui, 'Posso passar aí?');
    await expect.poll(both).toEqual([rui.name]);
    await shop.hear(eva, 'Oi');
    await expect.poll(async () => (await both()).sort()).toEqual([eva.name, rui.name]);

    // Pages that begin anew tell nothing again, and a conversation that one of them shows is told of by none.
    await page.reload();
    await second.reload();
    await shop.desk.open(rui.name);
    await expect(shop.desk.message('Posso passar aí?')).toBeVisible();
    await shop.hear(rui, 'Alô?');
    await expect(shop.desk.message('Alô?')).toBeVisible();
    await shop.hear(eva, 'Tem alguém?');
    await expect.poll(both).toEqual([eva.name]);

    await second.close();
    const before = await notices(page);
    await set(page, 'notice_preview', 'none');
    await shop.hear(eva, 'Segredo');
    await expect.poll(() => notices(page)).toEqual([...before, say('notice.new.other', { n: 3 })]);
    await set(page, 'notices', '0');
    await shop.hear(eva, 'Calado');
    await expect(shop.desk.row(eva.name)).toContainText('Calado');
    await set(page, 'notices', '1');
    await set(page, 'notice_preview', 'name');
    await shop.hear(eva, 'E agora?');
    await expect
      .poll(() => notices(page))
      .toEqual([...before, say('notice.new.other', { n: 3 }), `${eva.name}: ${say('notice.new.other', { n: 5 })}`]);
    watch.clean();
  } finally {
    await shop.close();
  }
});
