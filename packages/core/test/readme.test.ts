import { join } from 'node:path';
import { describeReadme } from '@esekit/testkit';

const packageFolder = join(import.meta.dirname, '..');

describeReadme({
  packageFolder,
  count: 4,
  modules: {
    '@esekit/core': join(packageFolder, 'src', 'index.ts'),
    '@esekit/core/node': join(packageFolder, 'src', 'node', 'index.ts'),
    '@esekit/core/testing': join(packageFolder, 'src', 'testing', 'index.ts'),
  },
});
