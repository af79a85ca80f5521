import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Imports go one way: ui and i18n know nothing of the program, host knows the wire, desk the state, features draw it. */
function border(folder, forbidden) {
  return {
    files: [`src/${folder}/**`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map((f) => ({
            regex: `/${f}/`,
            message: `${folder} must not import ${f}: imports go ui ← features → desk → host.`,
          })),
        },
      ],
    },
  };
}

export default ts.config(
  { ignores: ['dist', 'node_modules', 'wailsjs', 'src/host/api.gen.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      // Collections and dates here are values of one moment, replaced as a whole, never watched inside.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  border('ui', ['features', 'desk', 'host']),
  border('host', ['features', 'desk', 'ui', 'i18n']),
  border('desk', ['features', 'ui']),
);
