import { join } from 'node:path';
import { backupCleanInstance } from '@esekit/backup';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeReadme, unpackArchive } from '@esekit/testkit';
import { archive, digests } from './support/restore-scene';

const packageFolder = join(import.meta.dirname, '..');
const dependencies = join(packageFolder, 'node_modules', '@esekit');

describeReadme({
  packageFolder,
  count: 2,
  modules: {
    '@esekit/restore': join(packageFolder, 'src', 'index.ts'),
    '@esekit/backup/node': join(dependencies, 'backup', 'dist', 'node.js'),
    '@esekit/core/node': join(dependencies, 'core', 'dist', 'node.js'),
  },
  async files(folder) {
    const instance = unpackArchive(archive, join(folder, 'instance'));
    const set = join(folder, 'set');
    await backupCleanInstance(createNodeFileSystem(), instance, set, {
      digests,
      tool: 'example 1.0',
      now: new Date(0),
    });
    return { set, restored: join(folder, 'restored') };
  },
});
