import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareCalls } from './trace/compare-calls';
import { reportOfCalls } from './trace/report';
import { runTrace } from './trace/run-trace';

const usage = 'trace.js FILE --dir EMPTY_DIR [--all]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dir: { type: 'string' }, all: { type: 'boolean' } },
});
const [trace] = positionals;
if (trace === undefined || positionals.length !== 1 || values.dir === undefined) {
  console.error(`usage: node ${usage}`);
  process.exit(2);
}
const temporary = mkdtempSync(join(tmpdir(), 'esekit-trace-'));
const run = await runTrace({ trace, folder: values.dir, results: join(temporary, 'results.jsonl') });
rmSync(temporary, { recursive: true, force: true });
const comparison = compareCalls(run.trace, run.results);
for (const line of reportOfCalls(comparison, values.all === true ? Infinity : 1)) console.log(line);
if (run.failure !== undefined) console.error(run.failure);
process.exit(run.failure === undefined && comparison.differences.length === 0 ? 0 : 1);
