import { join } from 'node:path';
import { describeReadme } from '@esekit/testkit';
import { unpackSample } from './support/sample';

const packageFolder = join(import.meta.dirname, '..');

describeReadme({
  packageFolder,
  count: 1,
  modules: {
    '@esekit/backup': join(packageFolder, 'src', 'index.ts'),
    '@esekit/backup/node': join(packageFolder, 'src', 'node', 'index.ts'),
    '@esekit/core/node': join(packageFolder, 'node_modules', '@esekit', 'core', 'dist', 'node.js'),
  },
  files(folder) {
    const instance = join(folder, 'instance');
    unpackSample(instance);
    return { instance, set: join(folder, 'set') };
  },
});
