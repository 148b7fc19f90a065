import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    scenario: 'src/scenario.ts',
    'scenario-process': 'src/scenario-process.ts',
    trace: 'src/trace.ts',
    'trace-process': 'src/trace-process.ts',
    compare: 'src/compare.ts',
    crash: 'src/crash/main.ts',
  },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  external: [/^node:/, 'fs-native-extensions'],
  sourcemap: true,
  clean: true,
  treeshake: true,
});
