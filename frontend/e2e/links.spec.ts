import { expect, test, type Page } from '@playwright/test';
import { call } from './phone';
import { look } from './screen';
import { Shop } from './shop';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');
const lia = { number: '5511955500971', name: 'Lia Campos' };
const page1 = 'https://padaria.example/bolo-de-milho';

interface Shown {
  text: string;
  link?: { link: string; title: string; description: string; picture: string };
}

const card = (page: Page, text: string) =>
  page.getByTestId('message').filter({ hasText: text }).locator('[data-content="link"]');

test('a link that leaves has a card only where the operator wants that, and one that comes shows what it brought', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  const shop = await Shop.open(page);
  const { desk, simulator } = shop;
  const shown = async (text: string) =>
    (await simulator.get<Shown[]>(`/customers/${lia.number}/shown`)).find((m) => m.text === text);
  const delivered = (text: string) => expect(desk.message(text)).toHaveAttribute('data-status', 'delivered');
  try {
    await shop.link();
    await shop.hear(lia, 'Oi! Tem bolo?');
    await desk.open(lia.name);

    await test.step('off, nothing is made of it', async () => {
      await desk.answer(`Tem: ${page1}`);
      await delivered(`Tem: ${page1}`);
      expect((await shown(`Tem: ${page1}`))?.link).toBeUndefined();
      await expect(card(page, `Tem: ${page1}`)).toHaveCount(0);
    });

    await test.step('it is switched on in the settings', async () => {
      await shop.go('#/configuracoes/atendimento');
      await page
        .getByRole('group', { name: say('setting.link_previews') })
        .getByLabel(say('choice.link_previews.1'), { exact: true })
        .check();
      await look(page, 'links-setting-1440');
    });

    await test.step('on, the card leaves with it', async () => {
      await shop.go('#/atendimento/abertos');
      await desk.open(lia.name);
      await desk.answer(`De novo: ${page1}`);
      await delivered(`De novo: ${page1}`);
      const made = card(page, `De novo: ${page1}`);
      await expect(made).toContainText('Bolo de milho');
      await expect(made).toContainText('padaria.example');
      await expect(made).toHaveAttribute('href', page1);
      await expect(made.getByRole('presentation')).toHaveJSProperty('complete', true);
      const got = await shown(`De novo: ${page1}`);
      expect(got?.link).toMatchObject({ link: page1, title: 'Bolo de milho' });
      expect(got?.link?.picture).toBeTruthy();
    });

    await test.step('a page that says nothing only means no card', async () => {
      await desk.answer('https://padaria.example/nada');
      await delivered('https://padaria.example/nada');
      expect((await shown('https://padaria.example/nada'))?.link).toBeUndefined();
    });

    await test.step('one that comes shows what it brought, beside its host', async () => {
      await simulator.post(`/customers/${lia.number}/give`, {
        text: 'Ganhei! https://premios.example/x',
        link: { link: 'https://premios.example/x', title: 'Banco Seguro', description: 'Entre agora', picture: '' },
      });
      await expect(card(page, 'Ganhei!')).toContainText('Banco Seguro');
      await expect(card(page, 'Ganhei!')).toContainText('premios.example');
      await look(page, 'links-cards-1440');
      await page.setViewportSize({ width: 760, height: 900 });
      await look(page, 'links-cards-760');
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    await test.step('history has it after a restart, and new words have none', async () => {
      await shop.restart();
      await desk.showTab('open');
      await desk.open(lia.name);
      await expect(card(page, `De novo: ${page1}`)).toContainText('Bolo de milho');
      const id = Number(await page.getByTestId('message').filter({ hasText: 'De novo' }).getAttribute('data-message'));
      await call(page, 'Messages.Gesture', { message: id, act: 'edit', words: `Mudei: ${page1}` });
      await expect(desk.message(`Mudei: ${page1}`)).toBeVisible();
      await expect(card(page, `Mudei: ${page1}`)).toHaveCount(0);
    });
    watch.clean();
  } finally {
    await shop.close();
  }
});
