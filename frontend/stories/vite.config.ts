import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The stories are built as for development: only there does each element know the component that drew it. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte({ configFile: '../svelte.config.js', compilerOptions: { runes: true, dev: true } })],
  build: { target: 'es2022', minify: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
