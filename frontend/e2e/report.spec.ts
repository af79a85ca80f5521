import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { call } from './phone';
import { Program } from './program';
import { look } from './screen';
import { bruno } from './walk';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

test('the report counts what was said, is read by keyboard, and leaves as a table and as a file', async ({
  page,
  context,
}) => {
  const watch = new Watch(context);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const program = await Program.start('--demo');
  try {
    await page.goto(program.address);
    const desk = new Desk(page, mouse());
    await desk.startInstance('Loja', 'qr');
    await expect(desk.qr).toBeVisible();
    await page.goto(new URL('#/relatorio', page.url()).href);
    await expect(page.getByText(say('report.empty'))).toBeVisible();
    await look(page, 'report-empty');

    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    await expect(desk.qr).toBeVisible();
    await call(page, 'Practice.Scan', { text: '' });
    await desk.expectConnected();
    await call(page, 'Practice.Write', { customer: bruno.number, text: 'Oi, tem bolo de cenoura?' });
    await desk.showInbox();
    await desk.showTab('pending');
    await desk.open(bruno.name);
    await desk.answer('Temos sim!');
    await expect(desk.message('Temos sim!')).toHaveAttribute('data-status', 'read');

    await page.getByRole('link', { name: say('nav.report') }).click();
    await expect(page).toHaveURL(/#\/relatorio$/);
    const figure = (name: string) => page.getByTestId(`figure-${name}`);
    await expect(figure('received')).toContainText(/[1-9]/);
    await expect(figure('answered')).toContainText(/[1-9]/);
    await expect(figure('first')).toContainText(/\d+ (s|min)/);
    await expect(page.getByTestId('ways')).toContainText(new RegExp(`1.*${say('report.way.session')}`));
    await look(page, 'report');

    const chart = page.getByRole('slider', { name: say('report.chart') });
    await chart.focus();
    const today = await chart.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    await expect(chart).toHaveAttribute('aria-valuenow', '6');
    await expect(page.getByTestId('chosen-day')).toHaveText((await chart.getAttribute('aria-valuetext'))!);
    await page.keyboard.press('End');
    await expect(chart).toHaveAttribute('aria-valuetext', today!);

    await page.getByRole('button', { name: say('report.copy') }).click();
    await expect(page.getByText(say('copied'))).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toHaveLength(8);

    await page.getByRole('radio', { name: say('report.days').replace('{n}', '30') }).check({ force: true });
    await expect(page.getByRole('row')).toHaveCount(32);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: say('report.csv') }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^relatorio-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(31);
    expect(lines[0]).toContain(say('report.received'));
    expect(lines.at(-1)).toMatch(/^\d{4}-\d\d-\d\d;Todos os canais;[1-9]\d*;[1-9]\d*;\d+(,\d)?$/);

    await page.getByRole('radio', { name: say('report.days').replace('{n}', '90') }).check({ force: true });
    await expect(chart).toHaveAttribute('aria-valuemax', '90');
    await page.getByText(say('report.help'), { exact: true }).click();
    await page.setViewportSize({ width: 760, height: 900 });
    await look(page, 'report-narrow');
    watch.clean();
  } finally {
    await program.stop();
  }
});
