import { expect, test, type Page } from '@playwright/test';
import { Desk } from './desk';
import { keyboard, mouse } from './hand';
import { Program } from './program';
import { look } from './screen';
import { answerFirst, pairByCamera, pairByCode, type Look } from './walk';
import { Watch } from './watch';

let program: Program;
let watch: Watch;

test.beforeEach(({ context }) => {
  watch = new Watch(context);
});

test.afterEach(async () => {
  await program.stop();
});

const unseen: Look = async () => undefined;

function numbered(walk: string): Look {
  let n = 0;
  return (page, name) => look(page, `${walk}-${String(++n).padStart(2, '0')}-${name}`);
}

test('first start: language, practice, QR code, first answered ticket', async ({ page }) => {
  program = await Program.start();
  const see = numbered('first');
  const desk = new Desk(page, mouse());
  await page.goto(program.address);
  const first = new URL(page.url()).origin;
  await see(page, 'welcome');
  await desk.chooseLanguage('en');
  await see(page, 'welcome-english');
  await desk.chooseLanguage('pt-BR');

  await desk.startPractice();
  await page.waitForURL((url) => url.origin !== first);
  await expect(desk.banner).toBeVisible();
  await see(page, 'practice');

  await pairByCamera(desk, see);
  await answerFirst(page, mouse(), see);
  watch.clean();
});

test('the pair code connects as well', async ({ page }) => {
  program = await Program.start('--demo');
  await openPractice(page);
  const see = numbered('code');
  await pairByCode(new Desk(page, mouse()), see);
  await answerFirst(page, mouse(), unseen);
  watch.clean();
});

test('everything works without a mouse', async ({ page }) => {
  program = await Program.start();
  const hand = keyboard(page);
  const desk = new Desk(page, hand);
  await page.goto(program.address);
  const first = new URL(page.url()).origin;
  await desk.startPractice();
  await page.waitForURL((url) => url.origin !== first);
  await pairByCamera(desk, unseen);
  await answerFirst(page, hand, unseen);
  watch.clean();
});

async function openPractice(page: Page): Promise<void> {
  await page.goto(program.address);
  await expect(page.getByTestId('demo-banner')).toBeVisible();
}
