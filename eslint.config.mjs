import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Things of Node that a package which also runs in a browser must not touch. */
const nodeGlobals = ['Buffer', 'process', 'global', 'require', '__dirname', '__filename', 'setImmediate'];

/** Time and chance are passed in, so that a seed replays a run. */
const ambient = [
  { object: 'Math', property: 'random', message: 'Randomness is passed in.' },
  { object: 'Date', property: 'now', message: 'Time is passed in.' },
  { object: 'performance', property: 'now', message: 'Time is passed in.' },
];

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    'packages/pages/assembly/',
    'apps/cli/assembly/',
    'bench/results/',
  ]),
  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/dot-notation': 'off',
      // Over typed arrays an index loop is the fast one.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/*/src/node/**', 'packages/testkit/**'],
    rules: {
      'no-restricted-globals': ['error', ...nodeGlobals],
      'no-restricted-properties': ['error', ...ambient],
    },
  },
  {
    files: ['**/test/**/*.ts', '**/*table.ts', 'packages/core/src/testing/**'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        module: 'writable',
        performance: 'readonly',
      },
    },
  },
);
