import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Report } from '../src/host/api.gen';
import { Desk } from './desk';
import { mouse } from './hand';
import { call } from './phone';
import { Program } from './program';
import { look } from './screen';
import { bruno } from './walk';
import { Watch } from './watch';
import { words } from './words';

const say = words('pt-BR');

/** A month of a busy shop, so that the screen is seen full. */
function busy(tag: number): Report {
  const days = Array.from({ length: 30 }, (_, i) => {
    const received = i % 7 === 0 ? 0 : 60 + ((i * 37) % 90);
    const answered = received - ((i * 5) % 17);
    return {
      date: `2026-03-${String(i + 1).padStart(2, '0')}`,
      received,
      answered: Math.max(0, answered),
      median: received ? 240_000 + i * 9000 : null,
    };
  });
  const sum = (of: 'received' | 'answered') => days.reduce((n, d) => n + d[of], 0);
  return {
    ...{
      days,
      tags: [{ tag, received: 412, answered: 398, median: 190_000 }],
      received: sum('received'),
      answered: sum('answered'),
    },
    ...{ median: 380_000, slow: 4_680_000, waiting: 3, since: Date.now() - 1_080_000 },
    ...{ official: 1840, session: 320, reserve: 58, refused: 64 },
  };
}

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

    const ticket = Number(page.url().split('/').pop());
    const tag = await call(page, 'Tags.Put', { id: 0, name: 'Encomenda', color: 3 });
    await call(page, 'Tickets.Act', { tickets: [ticket], act: 'tag', until: 0, reason: 0, tag: tag.id });

    await page.getByRole('link', { name: say('nav.report') }).click();
    await expect(page).toHaveURL(/#\/relatorio$/);
    const figure = (name: string) => page.getByTestId(`figure-${name}`);
    await expect(figure('received')).toContainText(/[1-9]/);
    await expect(figure('answered')).toContainText(/[1-9]/);
    await expect(figure('first')).toContainText(/\d+ (s|min)/);
    await expect(page.getByTestId('ways')).toContainText(new RegExp(`1.*${say('report.way.session')}`));
    await expect(page.getByRole('row', { name: /^Encomenda [1-9]/ })).toBeVisible();
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
    await expect(page.getByRole('row')).toHaveCount(34);
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
    await page.getByRole('main').evaluate((main) => main.scrollTo(0, 0));
    await look(page, 'report-narrow');

    await page.getByRole('radio', { name: say('report.dates') }).focus();
    await page.keyboard.press('Space');
    const [first, last] = [page.getByLabel(say('report.firstDay')), page.getByLabel(say('report.lastDay'))];
    await expect(first).toHaveValue(/^\d{4}-\d\d-\d\d$/);
    await first.fill((await last.inputValue()).replace(/^\d{4}/, '2019'));
    await expect(page.getByText(say('report.wrongDates'))).toBeVisible();
    await expect(page.getByRole('button', { name: say('report.csv') })).toBeDisabled();
    await look(page, 'report-dates-wrong');
    await first.fill(await last.inputValue());
    await expect(chart).toHaveAttribute('aria-valuemax', '1');
    await expect(figure('received')).toContainText(/[1-9]/);
    await look(page, 'report-dates');

    await page.route('**/api/call/Report.Read', (route) => route.fulfill({ json: busy(tag.id) }));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('radio', { name: say('report.days').replace('{n}', '30') }).check({ force: true });
    await expect(chart).toHaveAttribute('aria-valuemax', '30');
    await look(page, 'report-busy');
    watch.clean();
  } finally {
    await program.stop();
  }
});
