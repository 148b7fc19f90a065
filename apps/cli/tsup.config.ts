import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { esekit: 'src/esekit.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  clean: true,
  treeshake: true,
});
