// Runs the benchmarks named on the command line, or all of them. Ends with 0 also when a target was
// missed, because that is a result; with 1 when something measured did not do its work.
import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { backupBenchmark } from './benchmarks/backup';
import { exportBenchmark } from './benchmarks/export';
import { insertsBenchmark } from './benchmarks/inserts';
import { memoryBenchmark } from './benchmarks/memory';
import { openBenchmark } from './benchmarks/open';
import { pointsBenchmark } from './benchmarks/points';
import { replayBenchmark } from './benchmarks/replay';
import { restoreBenchmark } from './benchmarks/restore';
import { soakBenchmark } from './benchmarks/soak';
import { verifyBenchmark } from './benchmarks/verify';
import { describeMachine, firstLine } from './measure/machine';
import { WrongOutput } from './measure/run-command';
import { postgresVersion } from './peers/postgres';
import { sqliteVersion } from './peers/sqlite';
import { dataFolder, workspaceRoot } from './places';
import { markdown } from './report/markdown';
import type { BenchmarkResult } from './report/result';
import { writeReport } from './report/write-report';
import { readRequest } from './settings';

const benchmarks = [
  verifyBenchmark,
  backupBenchmark,
  replayBenchmark,
  restoreBenchmark,
  exportBenchmark,
  pointsBenchmark,
  insertsBenchmark,
  openBenchmark,
  memoryBenchmark,
  soakBenchmark,
];

/** Versions of the peers that are on this machine. */
function programs(): Record<string, string> {
  const sqlite = sqliteVersion();
  const versions = {
    coreutils: firstLine('cp', ['--version']),
    PostgreSQL: postgresVersion(),
    esedbexport: firstLine('esedbexport', ['-V']),
    'sqlite3 command': firstLine('sqlite3', ['--version']).split(' ')[0]!,
    'SQLite in better-sqlite3': 'version' in sqlite ? sqlite.version : '',
  };
  return Object.fromEntries(Object.entries(versions).filter(([, version]) => version !== ''));
}

async function main(args: readonly string[]): Promise<number> {
  const { names, quick, settings } = readRequest(
    args,
    benchmarks.map(({ name }) => name),
  );
  mkdirSync(dataFolder, { recursive: true });
  const machine = describeMachine(programs());
  const results: BenchmarkResult[] = [];
  for (const benchmark of benchmarks) {
    if (names.includes(benchmark.name)) results.push(await benchmark.run(settings));
  }
  const report = { machine, rounds: settings.rounds, quick, results };
  console.log(markdown(report));
  // Small files measure the start of Node, so nothing is met or missed.
  if (quick) return 0;
  console.log(`Written to ${relative(workspaceRoot, writeReport(report))}`);
  const missed = results.flatMap(({ targets }) => targets).filter(({ verdict }) => verdict === 'missed');
  if (missed.length > 0) console.log(`${missed.length} targets were MISSED`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const text = error instanceof WrongOutput ? `wrong result: ${error.message}` : String(error);
  console.error(`bench: ${text}`);
  process.exitCode = 1;
}
