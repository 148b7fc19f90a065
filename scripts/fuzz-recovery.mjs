// npm run fuzz:recovery [-- --cases N --seed S | --seed S --case N]: mutated logs, recovered and judged.
// npm run fuzz:recovery -- --crashes N [--seed S]: recoveries that are killed or lose their power, and are recovered
// again. Both install and build what is missing; the corpus has to be there.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attempt, build, root, tool } from './lib/workspace.mjs';

const { values } = parseArgs({
  options: { crashes: { type: 'string' }, seed: { type: 'string' } },
  strict: false,
});

build({ quiet: true });

const corpus = join(root, 'packages', 'restore', 'test', 'corpus');
if (values.crashes === undefined) {
  const tsx = join(root, 'bench', 'node_modules', '.bin', 'tsx');
  process.exit(attempt(tsx, [join(corpus, 'mutation', 'main.ts'), ...process.argv.slice(2)]));
} else {
  const env = { ESEKIT_RECOVERY_CRASHES: String(values.crashes) };
  if (values.seed !== undefined) env.ESEKIT_SEED = String(values.seed);
  process.exit(tool('vitest', ['run', '--project', 'restore', join(corpus, 'crash.test.ts')], { env }));
}
