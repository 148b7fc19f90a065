import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  comparePagesLogically,
  corpus,
  describeCorpus,
  pagesOfFile,
  temporaryFolder,
  unpackEngineArchive,
  unpackFile,
} from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { copyRecordBytes, recordTypeNumber, type LogRecord } from '../../../../src/index';
import { rollBack } from '../../../../src/recovery/undo/roll-back';
import { unpackWindowsSet } from '../../../support/corpus-files';
import { compareExactly } from '../support/exact-pages';
import { FolderReplay, type TestDatabase } from '../support/replay-folder';

const { MacroAbort, RecoveryUndo2, Rollback, ShutDownMark, Undo, UndoInfo } = recordTypeNumber;

/** Scenarios whose logs go back to the creation of their databases, and what the engine's undo did in them. */
const scenarios = {
  'dirty-btree-split-4k': 642,
  'dirty-ckpt-advanced-32k': 47,
  'dirty-ckpt-advanced-4k': 49,
  'dirty-crash-during-recovery-4k': 9,
  'dirty-dbfile-missing-4k': 0,
  'dirty-ddl-4k': 33,
  'dirty-efv8620-4k': 8,
  'dirty-efv9180-4k': 8,
  'dirty-lv-4k': 20,
  'dirty-multigen-4k': 0,
  'dirty-nojfm-4k': 0,
  'dirty-recovery-without-undo-4k': 13,
  'dirty-term-abrupt-4k': 0,
  'dirty-twodb-4k': 5,
  'dirty-uncommitted-32k': 84,
  'dirty-uncommitted-4k': 98,
  'dirty-uncommitted-8k': 84,
} as const;

const databaseNames = ['a.edb', 'b.edb'];

function databasesIn(folder: string): Record<string, string> {
  const paths = databaseNames.map((name) => [name, join(folder, name)] as const);
  return Object.fromEntries(paths.filter(([, path]) => existsSync(path)));
}

/** The folder after the engine's own recovery, an attach, a read and a clean end. */
function recoveredFolder(scenario: string): string {
  return ['recovered', 'recovered-final'].map((name) => join(scenario, name)).find(existsSync)!;
}

/** Rolls back into a list; returns what was logged. */
function undo(replay: FolderReplay): Uint8Array[] {
  const logged: Uint8Array[] = [];
  rollBack({
    redo: replay.redo,
    database: replay.database,
    journal: {
      append: (...records) => ({ lGeneration: 0x7fff, isec: logged.push(...records), ib: 0 }),
    },
  });
  return logged;
}

/** The records with which the engine rolled back: between RecoveryUndo2 and the shutdown mark. */
async function engineUndo(folder: string, recordsBefore: number): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  let at = 0;
  let isUndo = false;
  const onRecord = (record: LogRecord): void => {
    if (at++ < recordsBefore) return;
    if (record.type === RecoveryUndo2) isUndo = true;
    if (record.type === ShutDownMark) isUndo = false;
    if (isUndo && [MacroAbort, Rollback, Undo, UndoInfo].includes(record.type))
      found.push(copyRecordBytes(record));
  };
  await new FolderReplay({ onRecord }).run(folder);
  return found;
}

const hexOf = (records: readonly Uint8Array[]): string[] =>
  records.map((record) => Buffer.from(record).toString('hex'));

/** dbtimes of what the logs end with, before undo gives out more. */
function dbtimesOf(replay: FolderReplay): Map<TestDatabase, bigint> {
  return new Map([...replay.databases.values()].map((database) => [database, BigInt(database.dbtimeLast)]));
}

function expectRecovered(
  replay: FolderReplay,
  dbtimes: ReadonlyMap<TestDatabase, bigint>,
  folder: string,
): void {
  for (const [name, path] of Object.entries(databasesIn(folder))) {
    const database = replay.databases.get(name)!;
    const theirs = pagesOfFile(path);
    const ours = { ...pick(database), pageCount: theirs.pageCount };
    const dbtimeRedoMost = dbtimes.get(database);
    const { differences } = comparePagesLogically(ours, theirs, { dbtimeRedoMost });
    expect(differences, name).toEqual([]);
  }
}

function pick(database: TestDatabase): { pageSize: number; page: (pgno: number) => Uint8Array } {
  return { pageSize: database.pageSize, page: (pgno) => database.page(pgno) };
}

describeCorpus('logs of the engine', () => {
  const folder = temporaryFolder();

  describe.each(Object.entries(scenarios))('%s', (name, undoRecords) => {
    const scenario = corpus.available ? unpackEngineArchive(name, folder) : '';
    const crashed = join(scenario, 'files');

    test('from the creation to the end of the recovered log give the recovered pages exactly', async () => {
      const recovered = recoveredFolder(scenario);
      const replay = await new FolderReplay().run(recovered);
      for (const [file, path] of Object.entries(databasesIn(recovered))) {
        const comparison = compareExactly(replay.databases.get(file)!, pagesOfFile(path));
        expect(comparison.differences, file).toEqual([]);
        expect(comparison.pages).toBeGreaterThan(25);
      }
      expect(replay.events).toEqual([]);
    });

    test('from the creation, with our own undo, give the recovered pages', async () => {
      const replay = await new FolderReplay().run(crashed);
      const dbtimes = dbtimesOf(replay);
      const logged = undo(replay);
      const recovered = recoveredFolder(scenario);
      expectRecovered(replay, dbtimes, recovered);
      const theirs = await engineUndo(recovered, replay.records);
      expect(logged).toHaveLength(undoRecords);
      // The engine logs a before-image earlier when it has to write the page; the records are the same.
      expect(hexOf(logged).sort()).toEqual(hexOf(theirs).sort());
    });

    test('over the crashed databases give the recovered pages', async () => {
      const replay = await new FolderReplay({ files: databasesIn(crashed) }).run(crashed);
      const dbtimes = dbtimesOf(replay);
      const databases = [...replay.databases.values()];
      expect(databases.map(({ redoMaps }) => redoMaps.firstProblem())).toEqual(
        databases.map(() => undefined),
      );
      undo(replay);
      expectRecovered(replay, dbtimes, recoveredFolder(scenario));
      expect(databases.map(({ heldPages }) => heldPages.size)).toEqual(databases.map(() => 0));
    });
  });

  test('circular logs, whose creation is gone, over the crashed database', async () => {
    const scenario = unpackEngineArchive('dirty-circular-4k', folder);
    const crashed = join(scenario, 'files');
    const replay = await new FolderReplay({ files: databasesIn(crashed) }).run(crashed);
    const dbtimes = dbtimesOf(replay);
    expect(undo(replay)).toHaveLength(4);
    expectRecovered(replay, dbtimes, join(scenario, 'recovered'));
  });

  test('a streaming backup with an open transaction', async () => {
    const scenario = unpackEngineArchive('backup-external-4k', folder);
    const set = join(scenario, 'bak');
    const replay = await new FolderReplay({ files: databasesIn(set), lGenMaxRequired: 0x14 }).run(set);
    const dbtimes = dbtimesOf(replay);
    undo(replay);
    expectRecovered(replay, dbtimes, join(scenario, 'restoreExt.restored', 'dest'));
  });

  /**
   * The engine writes no page whose before-image only it knows, not even at the end of a recovery without
   * undo: the two pages of this database that are older than the log's end are the ones held here.
   */
  test('pages that are held are those the engine did not write', async () => {
    const scenario = unpackEngineArchive('dirty-recovery-without-undo-4k', folder);
    const replay = await new FolderReplay().run(join(scenario, 'files'));
    const database = replay.databases.get('a.edb')!;
    const written = pagesOfFile(join(scenario, 'recovered-noundo', 'a.edb'));
    const { differentPages } = comparePagesLogically(
      { ...pick(database), pageCount: written.pageCount },
      written,
    );
    expect(differentPages).toEqual([36, 82]);
    expect(differentPages.filter((pgno) => !database.heldPages.has(pgno))).toEqual([]);
    expect(database.heldPages.size).toBe(2);
  });
});

describeCorpus('logs of Windows', () => {
  const folder = temporaryFolder();

  test('from generation 1 and nothing give the published pages', async () => {
    const set = unpackWindowsSet('srum-server2022-gen1', folder);
    const replay = await new FolderReplay().run(set);
    const published = unpackFile(corpus.path('windows', 'srum-server2022-gen1', 'SRUDB.dat.gz'), set);
    const comparison = compareExactly(replay.databases.get('srudb.dat')!, pagesOfFile(published));
    expect(comparison.differences).toEqual([]);
    expect([replay.records, comparison.pages]).toEqual([794, 30]);
  });

  test('over a dirty database that has everything change no page', async () => {
    const set = unpackWindowsSet('srum-win11-dirty', folder);
    const path = unpackFile(corpus.path('windows', 'srum-win11-dirty', 'SRUDB.dat.gz'), set);
    const replay = await new FolderReplay({ files: { 'srudb.dat': path } }).run(set);
    const { buffer, redoMaps } = replay.databases.get('srudb.dat')!;
    expect(undo(replay)).toEqual([]);
    expect([buffer.changedPages, redoMaps.size]).toEqual([0, 0]);
  });
});
