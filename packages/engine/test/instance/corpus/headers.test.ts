import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createNodeFileSystem } from '@esekit/core/node';
import { readDatabaseHeaderSync, type DatabaseHeader } from '@esekit/pages';
import { loadLogHeaderSync } from '@esekit/log';
import { describeCorpus, temporaryFolder, unpackEngineArchive } from '@esekit/testkit';
import { databasePath, InstanceScene, withDatabase } from '../support/instance-scene';

/** What differs from run to run, or from machine to machine. */
const ownFields: readonly (keyof DatabaseHeader)[] = [
  ...(['ulChecksum', 'signDb', 'signLog', 'signDbHdrFlush', 'signFlushMapHdrFlush'] as const),
  ...(['logtimeConsistent', 'logtimeAttach', 'logtimeDetach', 'logtimeLastExtend'] as const),
  ...(['logtimeGenMaxCreate', 'logtimeGenMaxRequired'] as const),
  // Byte 211 says which build attached the file (01 §4).
  'DbFlags',
  ...(['dwMajor', 'dwMinor', 'dwBuild', 'lSPNumber'] as const),
];

/** What says how much was done until then. */
const progressFields: readonly (keyof DatabaseHeader)[] = [
  ...(['dbtimeDirtied', 'objidLast', 'lgposConsistent', 'lgposDetach', 'lgposLastResize'] as const),
];

function fixture(name: string): {
  header: DatabaseHeader;
  log: ReturnType<typeof loadLogHeaderSync>['header'];
} {
  const fs = createNodeFileSystem();
  const folder = join(unpackEngineArchive(name, temporaryFolder()), 'files');
  const database = fs.openSync(join(folder, 'a.edb'), 'read');
  const log = fs.openSync(join(folder, 'edb.log'), 'read');
  try {
    return { header: readDatabaseHeaderSync(database).header, log: loadLogHeaderSync(log).header };
  } finally {
    database.closeSync();
    log.closeSync();
  }
}

function without(header: DatabaseHeader, fields: readonly string[]): Partial<DatabaseHeader> {
  return Object.fromEntries(Object.entries(header).filter(([name]) => !fields.includes(name)));
}

describeCorpus('headers beside those of the engine', () => {
  it('of an empty database after a clean end', async () => {
    const { header: expected, log } = fixture('clean-empty-4k');
    const scene = new InstanceScene({ extensionPages: 256, versionPagesMost: 1024 });
    const { instance } = await withDatabase(scene);
    await instance.term();
    const header = scene.header(databasePath);
    const skipped = [...ownFields, 'dbtimeDirtied', 'lgposConsistent', 'lgposDetach', 'lgposLastResize'];
    expect(without(header, skipped)).toEqual(without(expected, skipped));
    expect(header.lgposConsistent).toEqual(header.lgposLastResize);
    const own = scene.fs.openSync('log/edb.log', 'read');
    const { header: ownLog } = loadLogHeaderSync(own);
    expect({ ...ownLog.dbmsParam, szSysPath: '', szLogPath: '' }).toEqual({
      ...log.dbmsParam,
      szSysPath: '',
      szLogPath: '',
    });
    const { ulMajor, ulMinor, ulUpdateMajor, ulUpdateMinor, cbSec, csecLGFile, filetype } = log;
    expect(ownLog).toMatchObject({
      ulMajor,
      ulMinor,
      ulUpdateMajor,
      ulUpdateMinor,
      cbSec,
      csecLGFile,
      filetype,
    });
    expect(ownLog.efvEngineCurrentDiagnostic).toBe(log.efvEngineCurrentDiagnostic);
  });

  it.each([
    ['dirty-uncommitted-4k', 9600, 4096],
    ['dirty-uncommitted-8k', 9600, 8192],
    ['dirty-uncommitted-32k', 9600, 32_768],
    ['dirty-efv9180-4k', 9180, 4096],
    ['dirty-efv8620-4k', 8620, 4096],
  ] as const)('%s: while a database is attached', async (name, formatVersion, pageSize) => {
    const { header: expected, log } = fixture(name);
    const scene = new InstanceScene({ formatVersion, pageSize });
    const { instance } = await withDatabase(scene);
    const header = scene.header(databasePath);
    const skipped = [...ownFields, ...progressFields, 'lGenMaxRequired', 'lGenMaxCommitted', 'ulExtendCount'];
    expect(without(header, skipped)).toEqual(without(expected, skipped));
    expect(header.lGenMaxRequired).toBe(header.lGenMaxCommitted);
    expect(expected.lGenMaxRequired).toBe(expected.lGenMaxCommitted);
    for (const field of ['logtimeGenMaxCreate', 'logtimeGenMaxRequired', 'lgposLastResize'] as const) {
      expect([field, isZero(header[field])]).toEqual([field, isZero(expected[field])]);
    }
    const own = scene.fs.openSync('log/edb.log', 'read');
    const { ulUpdateMajor, ulUpdateMinor, cbPageSize } = log;
    expect(loadLogHeaderSync(own).header).toMatchObject({ ulUpdateMajor, ulUpdateMinor, cbPageSize });
    await instance.term();
  });
});

function isZero(value: object): boolean {
  return Object.values(value).every((part) => part === 0);
}
