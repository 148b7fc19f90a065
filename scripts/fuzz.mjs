// npm run fuzz [-- --cases N --seed S | --seed S --case N]: installs and builds what is missing, then reads
// mutated databases. The fuzzer is TypeScript; tsx, which the benchmarks bring, runs it as it stands.
import { join } from 'node:path';
import { attempt, build, root } from './lib/workspace.mjs';

build({ quiet: true });

process.exit(
  attempt(join(root, 'bench', 'node_modules', '.bin', 'tsx'), [
    join(root, 'packages', 'engine', 'fuzz', 'main.ts'),
    ...process.argv.slice(2),
  ]),
);
