import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatResult, resultOf } from './process/result';
import { runScenario } from './process/run-scenario';

const usage = 'scenario.js SCRIPT --dir EMPTY_DIR --trace FILE [--result FILE]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dir: { type: 'string' }, trace: { type: 'string' }, result: { type: 'string' } },
});
const [script] = positionals;
if (
  script === undefined ||
  positionals.length !== 1 ||
  values.dir === undefined ||
  values.trace === undefined
) {
  console.error(`usage: node ${usage}`);
  process.exit(2);
}
const processes = await runScenario({ script, folder: values.dir, trace: values.trace });
if (values.result !== undefined) writeFileSync(values.result, formatResult(resultOf(processes, values.dir)));
if (processes.failure !== undefined) {
  console.error(processes.failure);
  process.exit(1);
}
