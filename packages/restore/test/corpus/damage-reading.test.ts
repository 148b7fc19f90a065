import { join } from 'node:path';
import { JetError } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { openDatabase } from '@esekit/engine';
import {
  compareDump,
  damageCases,
  damageRowDump,
  describeCorpus,
  materialiseDamageCase,
  temporaryFolder,
} from '@esekit/testkit';
import { expect, it } from 'vitest';
import { expectNone } from './support/expect-none';

const fs = createNodeFileSystem();

interface Outcome {
  readonly rows: number;
  readonly code: number;
}

/** Reading ends where the engine's does, with its error (37 §13); what the attach returns is the engine's part. */
describeCorpus('reading damaged databases', () => {
  const folder = temporaryFolder();
  const cases = damageCases('attachAndReadAll').filter(({ returnCode }) => returnCode === 0);

  it.each(cases.map((one) => [`${one.id}: ${one.scenario}`, one] as const))('%s', (_, one) => {
    const path = join(materialiseDamageCase(one.id, folder), 'a.edb');
    const [table, rows] = Object.entries(one.rows!)[0]!;
    const recorded = { rows, code: one.readError?.returnCode ?? 0 };
    expect(readTable(path, table)).toEqual(recorded);
    const dump = damageRowDump(one);
    if (dump === undefined) return;
    using database = openDatabase(fs, path);
    expectNone(compareDump(database, dump).differences);
  });
});

/** Reads the rows in primary order until they end or an error does it. */
function readTable(path: string, name: string): Outcome {
  using database = openDatabase(fs, path);
  let rows = 0;
  try {
    for (const row of database.table(name).rows()) if (Object.keys(row).length > 0) rows++;
    return { rows, code: 0 };
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return { rows, code: error.code };
  }
}
