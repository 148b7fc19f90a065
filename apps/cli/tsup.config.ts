import { defineConfig } from 'tsup';

/**
 * The command is bundled with everything it imports: starting is most of the time of a short run, and
 * reading a hundred small files is most of starting. Each verb is a chunk of its own.
 */
export default defineConfig({
  entry: { esekit: 'src/esekit.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  noExternal: [/.*/],
  // Only a lock needs it, and it brings a binary for each platform.
  external: ['fs-native-extensions'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  splitting: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
  minifySyntax: true,
});
