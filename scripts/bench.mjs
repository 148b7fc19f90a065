// npm run bench [-- names]: installs and builds what is missing, then measures. See bench/README.md.
import { join } from 'node:path';
import { attempt, build, root } from './lib/workspace.mjs';

build({ quiet: true });

const bench = join(root, 'bench');
process.exit(
  attempt(join(bench, 'node_modules', '.bin', 'tsx'), [
    join(bench, 'src', 'main.ts'),
    ...process.argv.slice(2),
  ]),
);
