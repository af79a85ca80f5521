import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The system's own Chromium where there is one; elsewhere the one Playwright brings.
const system = '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../artifacts/e2e/results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
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
    trace: 'retain-on-failure',
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
