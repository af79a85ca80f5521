import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The system's own Chromium where there is one; elsewhere the one Playwright brings.
const system = '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  // What runs in WebKitGTK runs where that is, in a step of its own.
  testMatch: process.env['BALCAO_MINIBROWSER'] ? 'webkit.spec.ts' : '*.spec.ts',
  testIgnore: process.env['BALCAO_MINIBROWSER'] ? [] : ['webkit.spec.ts'],
  outputDir: '../artifacts/e2e/results',
  // Most tests wait for a network, so two use the time better than one; each starts programs and simulators of its own.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
    // Pictures of every step cost as much as the steps. Where they are needed: --trace=on
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['BALCAO_CHROMIUM'] ?? (existsSync(system) ? system : undefined),
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
