import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playScenario, type Verdict } from './compare/play-scenario';
import { groupOf, recordedScenarios } from './compare/recorded-scenario';
import { isUnexplained, reportLines } from './compare/report';

const usage = 'compare.js FOLDER [--group G]… [--jobs N] [--keep FOLDER]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    group: { type: 'string', multiple: true },
    jobs: { type: 'string' },
    keep: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined || positionals.length !== 1) {
  console.error(`usage: node ${usage}`);
  process.exit(2);
}
const isWanted = (name: string): boolean =>
  values.group === undefined || values.group.some((group) => groupOf(name) === group || name === group);
const waiting = recordedScenarios(folder).filter(({ name }) => isWanted(name));
if (waiting.length === 0) {
  console.error(`no scenarios in ${folder}`);
  process.exit(2);
}
const jobs = Number(values.jobs ?? Math.max(1, availableParallelism() - 1));
const queue = [...waiting];
const verdicts: Verdict[] = [];
await Promise.all(Array.from({ length: jobs }, work));

verdicts.sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
for (const line of reportLines(verdicts)) console.log(line);
process.exit(verdicts.some(isUnexplained) ? 1 : 0);

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    verdicts.push(await playScenario(next, { keepIn: values.keep }));
  }
}
