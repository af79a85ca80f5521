import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { withinBudget } from './budget.ts';
import { findFirstScreen, ofFirstScreen } from './first.ts';
import { scope } from './scope.ts';

export default defineConfig({
  // The window serves the page at its root, the browser face in a folder whose name nobody knows before.
  base: './',
  plugins: [
    svelte({ compilerOptions: { runes: true, cssHash: scope } }),
    svelteTesting({ autoCleanup: false }),
    findFirstScreen(),
    withinBudget(),
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: ofFirstScreen }] } } },
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  test: {
    environment: 'jsdom',
    include: ['*.test.ts', 'src/**/*.test.ts', 'stories/*.test.ts'],
    setupFiles: ['src/test.setup.ts'],
    // The other checks run beside these and may have the processors.
    testTimeout: 30_000,
  },
});
