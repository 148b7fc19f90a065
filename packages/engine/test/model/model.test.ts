import type { JetErrorName } from '@esekit/core';
import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySequence } from './commands';
import { Arena, Tally } from './run-sequence';

/**
 * Random calls of four sessions through the cursors of the engine, and through a model of what the documents say of
 * them: the same results, errors and places after every call, the same rows and entries in the end, and a database
 * that the check has nothing to say of. `npm run model` plays more sequences, and one again.
 */

/** A slice, unless the campaign says how many. */
const runs = Number(process.env['ESEKIT_MODEL_RUNS'] ?? 250);
const path = process.env['ESEKIT_MODEL_PATH'];

/** What the sequences must have come by. */
const reached: readonly JetErrorName[] = [
  'JET_errAlreadyPrepared',
  'JET_errKeyDuplicate',
  'JET_errKeyNotMade',
  'JET_errNoCurrentIndex',
  'JET_errNoCurrentRecord',
  'JET_errNotInTransaction',
  'JET_errNullKeyDisallowed',
  'JET_errRecordDeleted',
  'JET_errRecordNotFound',
  'JET_errRecordPrimaryChanged',
  'JET_errTransReadOnly',
  'JET_errTransTooDeep',
  'JET_errUpdateNotPrepared',
  'JET_errWriteConflict',
];

test('the engine answers as the documents say, whatever sessions do', async () => {
  const tally = new Tally();
  const arena = new Arena(tally);
  await fc.assert(
    fc.asyncProperty(anySequence, (sequence) => arena.play(sequence)),
    { numRuns: runs, seed: seedForRun('model of the API') | 0, ...(path === undefined ? {} : { path }) },
  );
  await arena.close();
  console.log(String(tally));
  if (path !== undefined) return;
  expect(tally.sequences).toBe(runs);
  expect(tally.levelMost).toBe(7);
  if (runs >= 200) for (const name of reached) expect(tally.answers.get(name) ?? 0, name).toBeGreaterThan(0);
}, 36_000_000);
