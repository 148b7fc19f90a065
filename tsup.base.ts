import type { Options } from 'tsup';

/** The build every package shares; a package's own config only names its entries. */
export function library(entry: Record<string, string>): Options {
  return {
    entry,
    format: ['esm'],
    target: 'node20',
    platform: 'neutral',
    external: [/^node:/],
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
  };
}
