import { join } from 'node:path';
import { describeReadme, unpackArchive } from '@esekit/testkit';

const packageFolder = join(import.meta.dirname, '..', '..');
const archive = join(packageFolder, '..', '..', 'samples', 'clean-small-4k.tar.gz');

describeReadme({
  packageFolder,
  count: 7,
  modules: {
    '@esekit/engine': join(packageFolder, 'src', 'index.ts'),
    '@esekit/engine/node': join(packageFolder, 'src', 'node', 'index.ts'),
  },
  files: (folder) => ({
    'sample.edb': join(unpackArchive(archive, folder), 'a.edb'),
    data: join(folder, 'data'),
  }),
});
