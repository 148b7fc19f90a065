import { readFileSync } from 'node:fs';
import { configureJet } from '@esekit/jet';
import { nodePlatform } from '@esekit/jet/node';
import { die } from './process/die';
import { ScenarioRunner } from './process/scenario-runner';
import { TraceFile } from './process/trace-file';

// One process of a scenario; the arguments are the script, the trace, and the line to begin at.
const [script = '', trace = '', firstLine = '1'] = process.argv.slice(2);
configureJet(nodePlatform({ defaults: 'standAlone' }));
const runner = new ScenarioRunner(new TraceFile(trace), die);
await runner.run(readFileSync(script, 'utf8'), Number(firstLine));
if (runner.hasLiveInstance) die();
