import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeReadme } from '@esekit/testkit';

const packageFolder = join(import.meta.dirname, '..');

describeReadme({
  packageFolder,
  count: 1,
  modules: {
    '@esekit/jet': join(packageFolder, 'src', 'index.ts'),
    '@esekit/jet/node': join(packageFolder, 'src', 'node', 'index.ts'),
  },
  files(folder) {
    const instance = join(folder, 'instance');
    mkdirSync(instance, { recursive: true });
    return { instance, 'reports.edb': join(instance, 'reports.edb') };
  },
});
