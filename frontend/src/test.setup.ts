import { languages, words } from './i18n/i18n.svelte';

// What only needs rules runs without a document ("@vitest-environment node" in its first line), which is several times as quick.
if (typeof document !== 'undefined') {
  await import('@testing-library/jest-dom/vitest');
  await import('@testing-library/svelte/vitest');
}

await words.fetchLater();
await Promise.all(languages.map((l) => words.fetch(l)));
