// npm run model [-- --runs N --seed S --path P]: random calls of several sessions, by the engine and by the model of
// the documents; 10,000 sequences when nothing is said. A failure prints the seed and the path to play it again with.
// Installs and builds what is missing.
import { parseArgs } from 'node:util';
import { build, tool } from './lib/workspace.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' }, path: { type: 'string' } },
});

build({ quiet: true });

const env = { ESEKIT_MODEL_RUNS: values.runs };
if (values.seed !== undefined) env.ESEKIT_SEED = values.seed;
if (values.path !== undefined) env.ESEKIT_MODEL_PATH = values.path;
process.exit(tool('vitest', ['run', '--project', 'engine', 'packages/engine/test/model'], { env }));
