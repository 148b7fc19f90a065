import { defineConfig } from 'tsup';
import { library } from '../../tsup.base';

export default defineConfig(
  library({
    index: 'src/index.ts',
    compression: 'src/compression/index.ts',
    node: 'src/node/index.ts',
    testing: 'src/testing/index.ts',
  }),
);
