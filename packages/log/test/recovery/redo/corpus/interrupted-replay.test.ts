import { join } from 'node:path';
import { createMemoryFileSystem, viewOf } from '@esekit/core';
import { stampPageChecksum } from '@esekit/pages';
import {
  comparePagesLogically,
  corpus,
  describeCorpus,
  pagesOfFile,
  seededRandom,
  seedForRun,
  temporaryFolder,
  unpackEngineArchive,
  type Random,
} from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../../src/index';
import { rollBack, type Journal } from '../../../../src/recovery/undo/roll-back';
import { FolderReplay, openDatabase, type OpenDatabase, type TestDatabase } from '../support/replay-folder';

/**
 * A recovery that is cut short, and done again: at some record a random part of the changed pages has been
 * written, except those that are held. What the second one makes of that has to be what an undisturbed one
 * makes. (Writing held pages as well fails here with JET_errDbTimeCorrupted within a few runs.)
 */

const scenarios = [
  'dirty-btree-split-4k',
  'dirty-ckpt-advanced-4k',
  'dirty-ckpt-advanced-32k',
  'dirty-ddl-4k',
  'dirty-lv-4k',
  'dirty-multigen-4k',
  'dirty-uncommitted-4k',
  'dirty-uncommitted-8k',
  'dirty-uncommitted-32k',
];
const runsPerScenario = 10;

class PowerLoss extends Error {}

/** The file as it is when some changed pages have been written and the others have not. */
function crashImage(before: Uint8Array, database: TestDatabase, random: Random): Uint8Array {
  const { pageSize, pageCount, heldPages } = database;
  const image = new Uint8Array(Math.max(before.length, (pageCount + 2) * pageSize));
  image.set(before);
  for (let pgno = 1; pgno <= pageCount; pgno++) {
    if (heldPages.has(pgno) || random.below(3) === 0) continue;
    const page = database.page(pgno).slice();
    if (page.some((byte) => byte !== 0)) stampPageChecksum(page, pgno);
    image.set(page, (pgno + 1) * pageSize);
  }
  return image;
}

async function contentsOf({ file }: OpenDatabase): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.size());
  await file.read(bytes, 0);
  return bytes;
}

function inMemory(bytes: Uint8Array, { header }: OpenDatabase, lGenMaxRequired: number): OpenDatabase {
  const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
  file.writeSync(bytes, 0);
  return { file, header: { ...header, lGenMaxRequired: Math.max(lGenMaxRequired, header.lGenMaxRequired) } };
}

/** A journal that keeps the records, and after so many of them loses power. */
function journal(records: Uint8Array[], most = Infinity): Journal {
  return {
    append: (...added) => {
      if (records.length >= most) throw new PowerLoss();
      records.push(...added);
      return { lGeneration: 0x7fff, isec: records.length & 0xffff, ib: 0 };
    },
  };
}

function undo(replay: FolderReplay, into: Journal): void {
  rollBack({ redo: replay.redo, database: replay.database, journal: into });
}

function feed(replay: FolderReplay, records: readonly Uint8Array[]): void {
  for (const [i, bytes] of records.entries()) {
    const place = { lGeneration: replay.lastHeader!.lGeneration, isec: 0xf000, ib: 40 + i, offset: 0 };
    const record: LogRecord = { type: bytes[0]!, size: bytes.length, bytes, view: viewOf(bytes), ...place };
    replay.redo.record(record);
  }
}

describeCorpus('recoveries that are cut short', () => {
  const folder = temporaryFolder();

  describe.each(scenarios)('%s', (name) => {
    const scenario = corpus.available ? unpackEngineArchive(name, folder) : '';
    const crashed = join(scenario, 'files');
    const recovered = pagesOfFile.bind(undefined, join(scenario, 'recovered', 'a.edb'));

    function expectRecovered(replay: FolderReplay, dbtimeRedoMost: bigint): void {
      const theirs = recovered();
      const database = replay.databases.get('a.edb')!;
      const ours = {
        pageSize: theirs.pageSize,
        pageCount: theirs.pageCount,
        page: (pgno: number) => database.page(pgno),
      };
      expect(comparePagesLogically(ours, theirs, { dbtimeRedoMost }).differences).toEqual([]);
    }

    test('in the middle of redo', async () => {
      const random = seededRandom(seedForRun(`${name}, redo`));
      const original = await openDatabase(join(crashed, 'a.edb'));
      const before = await contentsOf(original);
      const whole = await new FolderReplay({ opened: { 'a.edb': original } }).run(crashed);
      const dbtimeMost = BigInt(whole.databases.get('a.edb')!.dbtimeLast);
      for (let run = 0; run < runsPerScenario; run++) {
        const last = 1 + random.below(whole.records);
        let lGeneration = 0;
        const onRecord = (record: LogRecord, { records }: FolderReplay): void => {
          lGeneration = record.lGeneration;
          if (records > last) throw new PowerLoss();
        };
        const first = new FolderReplay({ opened: { 'a.edb': inMemory(before, original, 0) }, onRecord });
        await first.run(crashed).catch(expectPowerLoss);
        const database = first.databases.get('a.edb');
        if (database === undefined) continue;
        const image = crashImage(before, database, random);
        const second = await new FolderReplay({
          opened: { 'a.edb': inMemory(image, original, lGeneration) },
        }).run(crashed);
        expect(second.databases.get('a.edb')!.redoMaps.firstProblem()).toBeUndefined();
        undo(second, journal([]));
        expectRecovered(second, dbtimeMost);
      }
    });

    test('in the middle of undo', async () => {
      const random = seededRandom(seedForRun(`${name}, undo`));
      const original = await openDatabase(join(crashed, 'a.edb'));
      const before = await contentsOf(original);
      for (let run = 0; run < runsPerScenario / 2; run++) {
        const first = await new FolderReplay({ opened: { 'a.edb': original } }).run(crashed);
        const database = first.databases.get('a.edb')!;
        const dbtimeMost = BigInt(database.dbtimeLast);
        const logged: Uint8Array[] = [];
        try {
          undo(first, journal(logged, 1 + random.below(60)));
        } catch (error) {
          expectPowerLoss(error);
        }
        const image = crashImage(before, database, random);
        const { lGeneration } = first.lastHeader!;
        const second = await new FolderReplay({
          opened: { 'a.edb': inMemory(image, original, lGeneration) },
        }).run(crashed);
        feed(second, logged);
        undo(second, journal([]));
        expectRecovered(second, dbtimeMost);
      }
    });
  });
});

function expectPowerLoss(error: unknown): void {
  if (!(error instanceof PowerLoss)) throw error;
}
