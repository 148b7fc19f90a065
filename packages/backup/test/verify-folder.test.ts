import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { backupCleanInstance, verifyFolder } from '../src';
import { nodeDigests } from '../src/node';
import { withPageSpoiled } from './support/damage';
import { contentsOnDisk, differences, sampleParts, unpackSample } from './support/sample';
import { failureOf, sampleFile, Scene } from './support/scene';

describe('a folder without a manifest', () => {
  test('is verified file by file', async () => {
    const found = await new Scene({ 'notes.txt': Uint8Array.of(1) }).verify('source');
    expect(found).toMatchObject({ type: 'folder', ok: true, problems: [], chain: { ok: true } });
    expect(found.files.map((file) => file.type)).toEqual([
      'database',
      'flushMap',
      'log',
      'log',
      'checkpoint',
    ]);
    expect(found).toMatchObject({
      others: ['edbres00001.jrs', 'edbres00002.jrs', 'edbtmp.log', 'notes.txt'],
    });
  });

  test('with damage is not ok', async () => {
    const damaged = withPageSpoiled(sampleFile('a.edb'), 5);
    const found = await new Scene({ 'a.edb': damaged }).verify('source');
    expect(found).toMatchObject({ ok: false, files: [{ ok: false, bad: [{ page: 5 }] }, {}, {}, {}, {}] });
  });

  test('that a restore did not finish is not ok', async () => {
    const found = await new Scene({ 'esekit-restore.incomplete': new Uint8Array(0) }).verify('source');
    expect(found).toMatchObject({ ok: false, problems: [{ error: 'JET_errRestoreInProgress' }] });
  });

  test('with nothing of the engine in it is no folder to verify', async () => {
    const scene = new Scene();
    scene.put('set', new Map([['notes.txt', Uint8Array.of(1)]]));
    expect((await failureOf(scene.verify())).name).toBe('JET_errFileInvalidType');
    expect((await failureOf(scene.verify('absent'))).name).toBe('JET_errInvalidPath');
  });
});

describe.skipIf(process.platform === 'win32')('symbolic links', () => {
  test('of the source are followed: the set holds the content', async () => {
    const folder = temporaryFolder();
    const instance = unpackSample(join(folder, 'elsewhere'));
    mkdirSync(join(folder, 'source'));
    for (const name of instance.keys())
      symlinkSync(join('..', 'elsewhere', name), join(folder, 'source', name));
    symlinkSync('nowhere', join(folder, 'source', 'dangling'));
    symlinkSync('.', join(folder, 'source', 'loop'));
    const fs = createNodeFileSystem();
    const digests = await nodeDigests();
    const options = { digests, tool: 'test 1', now: new Date(0) };
    const { skipped } = await backupCleanInstance(fs, join(folder, 'source'), join(folder, 'set'), options);
    expect(skipped).toEqual(['dangling', 'loop']);
    const set = new Map(contentsOnDisk(join(folder, 'set')));
    set.delete('esekit-backup.json');
    const parts = new Map(sampleParts.map((name) => [name, instance.get(name)!]));
    expect(differences(set, parts)).toEqual([]);
    expect((await verifyFolder(fs, join(folder, 'set'), digests)).ok).toBe(true);

    symlinkSync('nowhere', join(folder, 'source', 'not-mounted.edb'));
    const lost = await failureOf(
      backupCleanInstance(fs, join(folder, 'source'), join(folder, 'second'), options),
    );
    expect(lost.message).toContain('not-mounted.edb');
  });

  test('at the destination are never written through', async () => {
    const folder = temporaryFolder();
    unpackSample(join(folder, 'source'));
    writeFileSync(join(folder, 'precious'), 'mine');
    const fs = createNodeFileSystem();
    const options = { digests: await nodeDigests(), tool: 'test 1', now: new Date(0) };
    symlinkSync('precious', join(folder, 'set'));
    const error = await failureOf(
      backupCleanInstance(fs, join(folder, 'source'), join(folder, 'set'), options),
    );
    expect(error.name).toBe('JET_errInvalidPath');
    expect(contentsOnDisk(folder).get('precious')).toEqual(new Uint8Array(Buffer.from('mine')));
  });
});
