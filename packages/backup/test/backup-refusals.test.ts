import { createMemoryFileSystem } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, test } from 'vitest';
import { portableDigests } from '../src';
import { headerField, withBitFlipped, withHeaderField, withPageSpoiled } from './support/damage';
import { differences, pageSize } from './support/sample';
import { failureOf, sampleFile, Scene } from './support/scene';

/** The error of a backup that must not have touched anything but for reading. */
async function refusal(scene: Scene): Promise<{ name: string; message: string; hint: string | undefined }> {
  const fs = createFailingFileSystem(scene.disk);
  const error = await scene.backupError({}, fs);
  const changing = [
    'createDirectory',
    'rename',
    'removeFile',
    'removeDirectory',
    'write',
    'truncate',
    'sync',
  ];
  expect(fs.trace.filter(({ operation }) => changing.includes(operation))).toEqual([]);
  return error;
}

describe('a database that was not shut down cleanly is refused before anything is created', () => {
  const states = [
    { state: 1, error: 'JET_errDatabaseDirtyShutdown' },
    { state: 2, error: 'JET_errDatabaseDirtyShutdown' },
    { state: 4, error: 'JET_errDatabaseIncompleteUpgrade' },
    { state: 6, error: 'JET_errDatabaseIncompleteIncrementalReseed' },
    { state: 8, error: 'JET_errDatabaseIncompleteRevert' },
  ];
  test.each(states)('state $state: $error', async ({ state, error }) => {
    const dirty = withHeaderField(sampleFile('a.edb'), headerField.dbstate, state);
    const refused = await refusal(new Scene({ 'b.edb': dirty }));
    expect(refused.name).toBe(error);
    expect(refused.message).toContain('source/b.edb');
    expect(refused.hint).toBeTruthy();
  });

  test('a copy of a streamed backup', async () => {
    const dirty = withHeaderField(sampleFile('a.edb'), headerField.dbstate, 2);
    const copy = withHeaderField(dirty, headerField.bkinfoFullCurGenLow, 1);
    const refused = await refusal(new Scene({ 'a.edb': copy }));
    expect(refused.name).toBe('JET_errSoftRecoveryOnBackupDatabase');
    expect(refused.hint).toBeTruthy();
  });
});

describe('nothing is created', () => {
  test('for a folder without a database', async () => {
    expect((await refusal(new Scene({ 'a.edb': undefined }))).name).toBe('JET_errFileNotFound');
  });

  test('for a folder that is not there', async () => {
    const scene = new Scene();
    for (const name of scene.disk.readDirectorySync('source')) scene.remove(`source/${name}`);
    scene.disk.removeDirectorySync('source');
    expect((await refusal(scene)).name).toBe('JET_errInvalidPath');
  });

  test('below a folder that is not there', async () => {
    const scene = new Scene();
    const error = await failureOf(scene.backupTo('absent/set'));
    expect(error.name).toBe('JET_errInvalidPath');
    expect(scene.disk.readDirectorySync('.')).toEqual(['source']);
  });

  test('where a file is', async () => {
    const scene = new Scene();
    scene.write('set', Uint8Array.of(7));
    expect((await refusal(scene)).name).toBe('JET_errInvalidPath');
    expect(scene.read('set')).toEqual(Uint8Array.of(7));
  });

  test('where something else is', async () => {
    const scene = new Scene();
    scene.put('set', new Map([['mine', Uint8Array.of(7)]]));
    expect((await refusal(scene)).name).toBe('JET_errBackupDirectoryNotEmpty');
    expect(scene.contents('set')).toEqual(new Map([['mine', Uint8Array.of(7)]]));
  });

  test('into the instance itself', async () => {
    const scene = new Scene();
    const before = scene.contents('source');
    expect((await failureOf(scene.backupTo('source'))).name).toBe('JET_errBackupDirectoryNotEmpty');
    expect(differences(scene.contents('source'), before)).toEqual([]);
  });

  test('when both header copies are damaged', async () => {
    const damaged = withBitFlipped(withBitFlipped(sampleFile('a.edb'), 700), 700 + pageSize);
    expect((await refusal(new Scene({ 'a.edb': damaged }))).name).toBe('JET_errReadVerifyFailure');
  });

  test('when the digest is not available here', async () => {
    const scene = new Scene();
    const error = await scene.backupError({ digests: await portableDigests(), digest: 'sha256' });
    expect(error.name).toBe('JET_errFeatureNotAvailable');
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test('for a date that is none', async () => {
    const scene = new Scene();
    await expect(scene.backup({ now: new Date(NaN) })).rejects.toThrow(RangeError);
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test.each([
    'a:b.edb',
    'a\\b.edb',
    'A.EDB',
    'esekit-restore.incomplete',
    'esekit-backup.json.new',
    'con.edb',
    'a.edb.',
  ])('when a set could not be restored everywhere because of the name %j', async (name) => {
    const refused = await refusal(new Scene({ [name]: sampleFile('a.edb') }));
    expect(refused.message.toLowerCase()).toContain(JSON.stringify(name).slice(1, -1).toLowerCase());
  });

  const unreadable = [
    { what: 'empty', name: 'b.edb', bytes: new Uint8Array(0) },
    { what: 'blank', name: 'B.EDB', bytes: new Uint8Array(1 << 16) },
    { what: 'cut off', name: 'b.edb', bytes: sampleFile('a.edb').slice(0, 3) },
    { what: 'of another name, with a flush map', name: 'b.dat', bytes: new Uint8Array(1 << 16) },
  ];
  test.each(unreadable)('beside a database that is not readable as one: $what', async ({ name, bytes }) => {
    const refused = await refusal(new Scene({ [name]: bytes, 'b.jfm': sampleFile('a.jfm') }));
    expect(refused.name).toBe('JET_errDatabaseCorrupted');
    expect(refused.message).toContain(name);
    expect(refused.hint).toBeTruthy();
  });

  test('from a folder that a restore did not finish', async () => {
    const scene = new Scene({ 'esekit-restore.incomplete': Uint8Array.of(1) });
    expect((await refusal(scene)).name).toBe('JET_errRestoreInProgress');
  });

  test('from a set that is not complete', async () => {
    const scene = new Scene();
    const failing = createFailingFileSystem(scene.disk, {
      failWhen: (operation) =>
        operation === 'rename' || operation === 'removeFile' ? 'JET_errDiskIO' : undefined,
    });
    await scene.backupError({}, failing);
    const other = new Scene(Object.fromEntries(scene.contents('set')!));
    expect((await refusal(other)).name).toBe('JET_errInvalidBackup');
  });
});

describe('damage that cannot be put right leaves nothing behind', () => {
  test.each([1, 5, 21])('page %i', async (pgno) => {
    const scene = new Scene({ 'a.edb': withPageSpoiled(sampleFile('a.edb'), pgno) });
    const error = await scene.backupError();
    expect(error.name).toMatch(/^JET_err(ReadVerifyFailure|DatabaseCorrupted)$/);
    expect(error.message).toContain('source/a.edb');
    expect(error.message).toMatch(new RegExp(`\\b(page|root|pgno).*\\b${pgno}\\b|owned range`));
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test('in an empty folder that was there, the folder stays', async () => {
    const scene = new Scene({ 'a.edb': withPageSpoiled(sampleFile('a.edb'), 5) });
    scene.disk.createDirectorySync('set');
    await scene.backupError();
    expect(scene.disk.readDirectorySync('set')).toEqual([]);
  });

  const cuts = [4096, 4097, 6000, 8191, 8192, 8193, 12288, 20000, 22 * 4096, 1048576 - 4096, 1048576 - 1];
  test.each(cuts)('a source of %i bytes', async (size) => {
    const scene = new Scene({ 'a.edb': sampleFile('a.edb').slice(0, size) });
    const error = await scene.backupError();
    expect(error.name).toMatch(
      /^JET_err(DatabaseCorrupted|SPOwnExtCorrupted|FileIOBeyondEOF|ReadVerifyFailure)$/,
    );
    expect(error.message).toContain('source/a.edb');
    expect(scene.disk.statSync('set')).toBeUndefined();
  });
});

test('an instance that is started meanwhile makes the backup fail', async () => {
  const scene = new Scene();
  const started = withHeaderField(sampleFile('a.edb'), headerField.dbstate, 2);
  const error = await scene.backupError({
    onProgress: ({ subject }) => {
      if (subject.endsWith('edb.chk')) scene.write('source/a.edb', started);
    },
  });
  expect(error.name).toBe('JET_errDatabaseInUse');
  expect(error.hint).toBeTruthy();
  expect(scene.disk.statSync('set')).toBeUndefined();
});

test('an empty disk has nothing to back up', async () => {
  const scene = new Scene();
  expect((await scene.backupError({}, createMemoryFileSystem())).name).toBe('JET_errInvalidPath');
});
