import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { corpus, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { compareCalls } from '../../src/trace/compare-calls';
import { reportOfCalls } from '../../src/trace/report';
import { runTrace } from '../../src/trace/run-trace';

/** The traces that are more than backups and restores. */
const traces = [
  'ddl-dml',
  'databases',
  'parameters',
  'instances-modes',
  'single-mode',
  'not-initialised',
  'init-failed',
  'stopservice',
  'enablemulti',
  'enablemulti-errors',
  'legacy-calls',
];

/** The processes run the built programs. */
const programs = '/tmp/hh/dist';
const timeout = 120_000;

describeCorpus('call traces', () => {
  const temporary = temporaryFolder();

  it.each(traces)(
    '%s replays with the recorded codes, outputs and events',
    async (name) => {
      const folder = join(temporary, name);
      mkdirSync(folder);
      const trace = corpus.path('traces', `${name}.jsonl`);
      const results = join(temporary, `${name}.results.jsonl`);
      const run = await runTrace({ trace, folder, results, programs });
      expect(run.failure).toBeUndefined();
      const comparison = compareCalls(run.trace, run.results);
      expect(comparison.differences, reportOfCalls(comparison, 10).join('\n')).toEqual([]);
    },
    timeout,
  );
});
