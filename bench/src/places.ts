import { join } from 'node:path';

/** The folder of the benchmarks: Node is started there, so that it finds what they import. */
export const benchFolder = join(import.meta.dirname, '..');
export const workspaceRoot = join(benchFolder, '..');

/** Generated files; may be removed at any time. */
export const dataFolder = join(benchFolder, 'data');
export const resultsFolder = join(benchFolder, 'results');

/** The small clean instance that the generated ones start from. */
export const sampleArchive = join(workspaceRoot, 'samples', 'clean-small-4k.tar.gz');

/** The command as it is built. */
export const esekitCommand = join(workspaceRoot, 'apps', 'cli', 'dist', 'esekit.js');
