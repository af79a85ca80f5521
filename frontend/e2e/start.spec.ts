import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { Program } from './program';
import { Simulator } from './simulator';

/** How often each start is measured; the table of docs/performance.md wants more than one. */
const rounds = Number(process.env['BALCAO_STARTS'] ?? 1);

test.setTimeout(600_000);

let simulator: Simulator;
let folder: string;
let program: Program;

test.beforeAll(async () => {
  simulator = await Simulator.start();
  folder = await Program.move(process.env['BALCAO_HOUSE']!);
});

test.afterAll(async () => {
  await program.stop();
  await simulator.stop();
});

/** A start is a new browser and what is opened in it, in milliseconds until that can be used. */
async function time(open: (page: Page) => Promise<void>): Promise<number> {
  const began = performance.now();
  const browser = await chromium.launch(test.info().project.use.launchOptions);
  try {
    await open(await browser.newPage());
    return performance.now() - began;
  } finally {
    await browser.close();
  }
}

/** The program with a million messages, from its start to an inbox that can be used. */
async function inbox(page: Page): Promise<void> {
  program = await Program.at(folder, '--sim', simulator.file);
  await page.goto(program.address);
  await expect(page.getByTestId('ticket-row').nth(5)).toBeVisible();
  await expect(page.getByRole('searchbox').first()).toBeEditable();
}

const blank = (page: Page) => page.goto('about:blank').then(() => undefined);

/** Lets the system forget what it holds of the data folder and of the program. */
async function forget(): Promise<void> {
  const inside = join(folder, 'data', 'simulator');
  const files = (await readdir(inside)).map((name) => join(inside, name));
  for (const file of [...files, process.env['BALCAO_BINARY']!])
    spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0']);
}

const middle = (all: number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)]!;

test('a start with a million messages ends in an inbox that can be used', async () => {
  const took: Record<'cold' | 'warm' | 'blank', number[]> = { cold: [], warm: [], blank: [] };
  for (let round = 0; round < rounds; round++) {
    took.blank.push(await time(blank));
    await forget();
    took.cold.push(await time(inbox));
    await program.end();
    took.warm.push(await time(inbox));
    await program.end();
  }
  const bare = middle(took.blank);
  for (const way of ['cold', 'warm'] as const) {
    console.log(`| Start/${way} | ratio | ${(middle(took[way]) / bare).toFixed(2)} |`);
    console.log(`| Start/${way} | ms | ${middle(took[way]).toFixed(0)} |`);
  }
  console.log(`| Start/blank | ms | ${bare.toFixed(0)} |`);
});
