import { configureJet } from '@esekit/jet';
import { nodePlatform } from '@esekit/jet/node';
import { die } from './process/die';
import { TraceFile } from './process/trace-file';
import { Replay } from './trace/replay';
import { readCallTrace } from './trace/trace-file';

// One process of a call trace; the arguments are the trace, the results, and the first line to replay.
const [trace = '', results = '', firstLine = '1'] = process.argv.slice(2);
const replay = new Replay(new TraceFile(results), die);
configureJet(nodePlatform({ onEvent: replay.onEvent, defaults: 'standAlone' }));
await replay.run(readCallTrace(trace).calls.filter(({ line }) => line >= Number(firstLine)));
