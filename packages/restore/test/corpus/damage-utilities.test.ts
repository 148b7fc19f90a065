import { join } from 'node:path';
import { errorInfoByName, JetError } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { checkFile, openDatabase } from '@esekit/engine';
import { identifyFile, verifyCheckpoint, verifyLog } from '@esekit/log';
import { verifyDatabase } from '@esekit/pages';
import {
  damageCases,
  describeCorpus,
  folderChanges,
  folderDigests,
  materialiseDamageCase,
  noChanges,
  temporaryFolder,
} from '@esekit/testkit';
import { expect, it } from 'vitest';

const fs = createNodeFileSystem();

interface Outcome {
  readonly code: number;
  /** Of a database, in the words of the utility. */
  readonly statistics?: string;
}

/** What the utility says of one damaged file, by our own verbs (37 §15, §16). */
describeCorpus('damaged files', () => {
  const folder = temporaryFolder();

  it.each(damageCases('checksumFile').map((one) => [`${one.id}: ${one.scenario}`, one] as const))(
    'are verified, %s',
    async (_, one) => {
      const input = materialiseDamageCase(one.id, folder);
      const before = folderDigests(input);
      const path = join(input, one.parameters.arguments![1]!);
      const { code, statistics } = await outcome(() => verify(path));
      expect(code).toBe(one.returnCode);
      const recorded = one.result!.statistics;
      if (statistics !== undefined && recorded !== '') expect(statistics).toBe(recorded);
      expect(folderChanges(before, folderDigests(input))).toEqual(noChanges);
    },
  );

  it.each(damageCases('integrityCheck').map((one) => [`${one.id}: ${one.scenario}`, one] as const))(
    'are checked, %s',
    async (_, one) => {
      const input = materialiseDamageCase(one.id, folder);
      const before = folderDigests(input);
      const { code } = await outcome(() => check(join(input, one.parameters.arguments![1]!)));
      expect(code).toBe(one.returnCode);
      expect(folderChanges(before, folderDigests(input))).toEqual(noChanges);
    },
  );
});

async function outcome(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    // What cannot be read at all is one answer of the utility, whatever we call it.
    return { code: corrupted };
  }
}

const corrupted = errorInfoByName('JET_errDatabaseCorrupted').code;

async function verify(path: string): Promise<Outcome> {
  switch (await identifyFile(fs, path)) {
    case 'log': {
      const { problems } = await verifyLog(fs, path);
      return { code: problems.some(({ correctable }) => !correctable) ? corrupted : 0 };
    }
    case 'checkpoint': {
      const { copies } = await verifyCheckpoint(fs, path);
      return { code: copies.every(({ checksum }) => checksum === 'good') ? 0 : corrupted };
    }
    default: {
      const { pages, headers } = await verifyDatabase(fs, path);
      const bad =
        pages.bad - pages.correctable + headers.filter(({ checksum }) => checksum !== 'good').length;
      return {
        code: bad > 0 ? corrupted : 0,
        statistics: [
          `${pages.inFile + 2} pages seen`,
          `${bad} bad checksums`,
          `${pages.correctable} correctable checksums`,
          `${pages.blank} uninitialized pages`,
          '0 wrong page numbers',
        ].join(', '),
      };
    }
  }
}

async function check(path: string): Promise<Outcome> {
  let errors = 0;
  await checkFile(fs, path, ({ severity, kind }) => {
    // A damaged copy of the header is an error of ours; the utility repairs it and says nothing (G07).
    if (severity === 'error' && kind !== 'header') errors++;
  });
  if (errors === 0) return { code: 0 };
  using database = openDatabase(fs, path, { onLoss: () => undefined });
  return { code: database.state === 'DirtyShutdown' ? -550 : corrupted };
}
