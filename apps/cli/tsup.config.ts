import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['plugins']>[number];

/** Chunks are loaded as CommonJS too: a true `import()` would start the loader of modules for them. */
const requireChunks: Plugin = {
  name: 'require-chunks',
  renderChunk: (code) => ({
    code: code.replace(/\bimport\(("\.\/[^"]+")\)/g, 'Promise.resolve().then(() => require($1))'),
  }),
};

/**
 * The command is bundled with everything it imports, and each verb is a chunk of its own: starting is most of
 * the time of a short run, and reading a hundred small files, or what the verb does not use, is most of
 * starting. It is CommonJS, which Node starts in fewer steps than modules and runs the loops of an export
 * faster in.
 */
export default defineConfig({
  entry: { esekit: 'src/esekit.ts' },
  format: ['cjs'],
  target: 'node20',
  platform: 'node',
  noExternal: [/.*/],
  // Only a lock needs it, and it brings a binary for each platform.
  external: ['fs-native-extensions'],
  // Where what is bundled looks for that library from.
  define: { 'import.meta.url': '__filename' },
  splitting: true,
  plugins: [requireChunks],
  sourcemap: true,
  clean: true,
  treeshake: true,
  minifySyntax: true,
});
