import { expect, test, type Page } from '@playwright/test';
import { Counter } from './counter';
import { keyboard } from './hand';
import { walkAll } from './stops';
import { words } from './words';

const say = words('pt-BR');
const olga = { number: '5511955500777', name: 'Olga Reis' };
const rui = { number: '5511955500778', name: 'Rui Campos' };
const forms = ['pedido_pronto', 'pedido_atrasado', 'pedido_a_caminho'].map((name) => ({
  name,
  components: [{ type: 'BODY', text: `Olá, {{1}}! Novidades do pedido {{2}}: ${name.replaceAll('_', ' ')}.` }],
}));
const pending = { name: 'cardapio', status: 'PENDING', components: [{ type: 'BODY', text: 'O cardápio chegou!' }] };

/** Both sizes; the conversation is high enough to be drawn whole. */
async function everySize(page: Page, walk: (size: string) => Promise<void>): Promise<void> {
  for (const [size, width] of [
    ['narrow', 760],
    ['wide', 1440],
  ] as const) {
    await page.setViewportSize({ width, height: 1200 });
    await walk(size);
  }
}

test('templates and the path of a message are worked without a mouse', async ({ page }) => {
  const counter = await Counter.open(page);
  const { desk, graph } = counter;
  const hand = keyboard(page);
  const search = page.getByTestId('template-search');
  const settled = () => expect(page.getByTestId('message').first()).toBeVisible();
  try {
    for (const form of [...forms, pending]) await graph.post('/templates', form);
    await page.mouse.move(0, 0);
    await graph.hear(olga.number, olga.name, 'Oi, ficou pronto?');
    await hand.press(desk.row(olga.name));
    await expect(desk.composer).toBeFocused();

    // Called for while the window is open: it takes the focus, and Esc gives it back to the text box.
    const use = page.getByTestId('use-template');
    await hand.press(use);
    await expect(search).toBeFocused();
    await expect(page.getByTestId('template')).toHaveCount(4);
    await everySize(page, (size) => walkAll(page, `the templates, ${size}`, settled));
    await search.focus();
    await page.keyboard.press('Escape');
    await expect(desk.composer).toBeFocused();

    await hand.press(use);
    await page.keyboard.type('pronto');
    await expect(page.getByTestId('template')).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    await expect(page.getByTestId('template')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-place]').first(), 'the first place waits for its words').toBeFocused();
    await everySize(page, (size) => walkAll(page, `filling a template in, ${size}`, settled));
    await page.getByTestId('template-send').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-place]').first(), 'the first that is empty').toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('template'), 'Esc goes back to the one that was chosen').toBeFocused();
    await page.keyboard.press('Escape');
    await expect(desk.composer).toBeFocused();

    // The network holds her window for closed: what it refused tells why, and each thing to do about it can be reached.
    await graph.post(`/customers/${olga.number}/window`, {});
    await page.keyboard.type('Está pronto!');
    await page.keyboard.press('Enter');
    const sent = desk.message('Está pronto!');
    await expect(sent).toHaveAttribute('data-status', 'failed');
    await expect(page.getByTestId('after').getByRole('button')).not.toHaveCount(0);
    await everySize(page, (size) => walkAll(page, `a refused message, ${size}`, settled));
    const mark = sent.locator('button.mark');
    const path = page.getByRole('dialog', { name: say('msg.route') });
    await hand.press(mark);
    await expect(path.locator('[data-act]')).not.toHaveCount(0);
    await everySize(page, (size) => walkAll(page, `the path of a refused message, ${size}`));
    await page.keyboard.press('Escape');
    await expect(path).toHaveCount(0);
    await expect(mark).toBeFocused();
    // A template from the path: the dialog makes room and the focus goes where it is chosen.
    await hand.press(mark);
    await path.locator('[data-act="template"]').focus();
    await page.keyboard.press('Enter');
    await expect(path).toHaveCount(0);
    await expect(search).toBeFocused();
    await page.keyboard.press('Escape');

    // After 24 hours there is no text box: the search stands in its place, and a template leaves with the keys alone.
    await graph.hear(rui.number, rui.name, 'E o meu?', '25h');
    await desk.showTab('pending');
    await hand.press(desk.row(rui.name));
    await expect(page.getByText(say('composer.closed'))).toBeVisible();
    await everySize(page, (size) => walkAll(page, `the closed window, ${size}`, settled));
    await search.focus();
    await page.keyboard.type('atrasado');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Rui');
    await page.keyboard.press('Tab');
    await page.keyboard.type('42');
    await page.keyboard.press('Enter');
    await expect(desk.message('Novidades do pedido 42')).toHaveAttribute('data-status', 'delivered');
  } finally {
    await counter.close();
  }
});
