import { defineConfig } from 'vitest/config';

/** One run over every package; each also has its own config, to be tested alone. */
export default defineConfig({
  test: { projects: ['packages/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'scripts/vitest.config.ts'] },
});
