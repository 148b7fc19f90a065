import { join } from 'node:path';
import { describeReadme } from '@esekit/testkit';

const packageFolder = join(import.meta.dirname, '..');
const dependencies = join(packageFolder, 'node_modules', '@esekit');

describeReadme({
  packageFolder,
  count: 4,
  modules: {
    '@esekit/btree': join(packageFolder, 'src', 'index.ts'),
    '@esekit/core': join(dependencies, 'core', 'dist', 'index.js'),
    '@esekit/pages': join(dependencies, 'pages', 'dist', 'index.js'),
  },
});
