import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeReadme } from '@esekit/testkit';
import { buildDatabase, pageOf } from './fixture/database';
import { flipBit } from './fixture/files';

const packageFolder = join(import.meta.dirname, '..');
const coreFolder = join(packageFolder, '..', 'core');
const own = join(packageFolder, 'src', 'index.ts');

describeReadme({
  packageFolder,
  count: 4,
  modules: {
    '@esekit/core': join(coreFolder, 'dist', 'index.js'),
    '@esekit/core/node': join(coreFolder, 'dist', 'node.js'),
    '@esekit/pages': own,
  },
  // Sources throughout, so that the examples are held against what is here and not what was built last.
  sources: {
    '@esekit/core': join(coreFolder, 'src', 'index.ts'),
    '@esekit/core/node': join(coreFolder, 'src', 'node', 'index.ts'),
    '@esekit/pages': own,
  },
  files: (folder) => ({ 'sample.edb': writeSample(folder), 'corrected.edb': join(folder, 'corrected.edb') }),
});

/** The sample the examples speak of: one wrong bit in page 5. */
function writeSample(folder: string): string {
  const sample = buildDatabase();
  flipBit(pageOf(sample, 4096, 5), 8 * 1000 + 3);
  const path = join(folder, 'sample.edb');
  writeFileSync(path, sample);
  return path;
}
