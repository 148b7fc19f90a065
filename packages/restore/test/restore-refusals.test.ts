import { createFailingFileSystem } from '@esekit/core/testing';
import { portableDigests } from '@esekit/backup';
import { stampPageChecksum } from '@esekit/pages';
import { corpus, describeCorpus, temporaryFolder, unpackArchive } from '@esekit/testkit';
import { createNodeFileSystem } from '@esekit/core/node';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { restoreSet } from '../src';
import {
  differences,
  digests,
  goodSet,
  pageSize,
  restoredFiles,
  RestoreScene,
} from './support/restore-scene';

const parts = [...restoredFiles.keys()];

/** A refusal before anything but reading was done. */
async function refusal(
  scene: RestoreScene,
): Promise<{ name: string; message: string; hint: string | undefined }> {
  const fs = createFailingFileSystem(scene.disk);
  const error = await scene.restoreError({}, fs);
  const reading = ['stat', 'open', 'read', 'size', 'close', 'readDirectory'];
  expect(fs.trace.filter(({ operation }) => !reading.includes(operation))).toEqual([]);
  return error;
}

describe('refused before anything is created', () => {
  test.each(parts)('%s is missing', async (name) => {
    const scene = new RestoreScene();
    scene.disk.removeFileSync(`set/${name}`);
    expect(await refusal(scene)).toMatchObject({
      name: 'JET_errInvalidBackup',
      message: expect.stringContaining(name) as string,
    });
  });

  test.each(parts)('%s has another size', async (name) => {
    for (const change of [-1, 1, 4096]) {
      const scene = new RestoreScene();
      const file = scene.disk.openSync(`set/${name}`, 'readWrite');
      file.truncateSync(file.sizeSync() + change);
      file.closeSync();
      expect((await refusal(scene)).name).toBe('JET_errInvalidBackup');
    }
  });

  test('a set that is not finished', async () => {
    const scene = new RestoreScene(new Map([['esekit-backup.json', new Uint8Array(0)]]));
    expect((await refusal(scene)).name).toBe('JET_errInvalidBackup');
  });

  test('a manifest with a wrong bit', async () => {
    const scene = new RestoreScene();
    scene.change('set/esekit-backup.json', (bytes) => (bytes[100]! ^= 1));
    expect((await refusal(scene)).name).toBe('JET_errInvalidBackup');
  });

  test('a folder without a manifest, with a hint', async () => {
    const refused = await refusal(new RestoreScene(restoredFiles));
    expect(refused.name).toBe('JET_errInvalidBackup');
    expect(refused.hint).toBeTruthy();
  });

  test('a folder that is not there', async () => {
    const scene = new RestoreScene(new Map());
    scene.disk.removeDirectorySync('set');
    expect((await refusal(scene)).name).toBe('JET_errInvalidBackup');
  });

  test('a target that is not empty', async () => {
    const scene = new RestoreScene();
    scene.disk.createDirectorySync('target');
    scene.write('target/mine', Uint8Array.of(7));
    await expect(scene.restore()).rejects.toMatchObject({ name: 'JET_errFileAlreadyExists' });
    expect(scene.contents('target')).toEqual(new Map([['mine', Uint8Array.of(7)]]));
  });

  test('the set as the target', async () => {
    const scene = new RestoreScene();
    await expect(scene.restoreTo('set')).rejects.toMatchObject({ name: 'JET_errFileAlreadyExists' });
    expect(differences(scene.contents('set'), goodSet)).toEqual([]);
  });

  test('a file as the target', async () => {
    const scene = new RestoreScene();
    scene.write('target', Uint8Array.of(7));
    await expect(scene.restore()).rejects.toMatchObject({ name: 'JET_errInvalidPath' });
    expect(scene.read('target')).toEqual(Uint8Array.of(7));
  });

  test('a target below a folder that is not there', async () => {
    const scene = new RestoreScene();
    await expect(scene.restoreTo('absent/target')).rejects.toMatchObject({ name: 'JET_errInvalidPath' });
    expect(scene.disk.readDirectorySync('.')).toEqual(['set']);
  });

  test('digests that are not available here', async () => {
    const portable = await portableDigests();
    const scene = new RestoreScene();
    const none = { ...portable, supports: [] };
    expect((await scene.restoreError({ digests: none })).name).toBe('JET_errFeatureNotAvailable');
  });
});

describe('refused with nothing left', () => {
  test('a page that cannot be put right', async () => {
    const scene = new RestoreScene();
    scene.change('set/a.edb', (bytes) => {
      for (let i = 0; i < 64; i++) bytes[4 * pageSize + 200 + i]! ^= 0x35 + i;
    });
    const error = await scene.restoreError();
    expect(error.name).toBe('JET_errReadVerifyFailure');
    expect(error.message).toMatch(/set\/a\.edb: page 3\b/);
  });

  test('a page that was changed, checksum included', async () => {
    const scene = new RestoreScene();
    scene.change('set/a.edb', (bytes) => {
      const page = bytes.subarray(6 * pageSize, 7 * pageSize);
      page[8]! ^= 1;
      stampPageChecksum(page, 5);
    });
    expect((await scene.restoreError()).name).toBe('JET_errInvalidBackup');
  });

  test('both copies of the header', async () => {
    const scene = new RestoreScene();
    scene.change('set/a.edb', (bytes) => {
      bytes[700]! ^= 1;
      bytes[700 + pageSize]! ^= 1;
    });
    // What is left of the header says that it is a database, and nothing more that can be believed.
    expect((await scene.restoreError()).name).toBe('JET_errInvalidDatabaseVersion');
  });

  test.each(parts.filter((name) => name !== 'a.edb'))('a wrong bit of %s', async (name) => {
    for (const place of [0, 0.3, 0.999]) {
      const scene = new RestoreScene();
      scene.change(`set/${name}`, (bytes) => (bytes[Math.floor(bytes.length * place)]! ^= 16));
      const error = await scene.restoreError();
      expect(error).toMatchObject({
        name: 'JET_errInvalidBackup',
        message: expect.stringContaining(name) as string,
      });
    }
  });

  test('a wrong bit beyond the owned range, which nothing but the digest protects', async () => {
    const scene = new RestoreScene();
    scene.change('set/a.edb', (bytes) => (bytes[bytes.length - 1]! ^= 1));
    expect((await scene.restoreError()).name).toBe('JET_errInvalidBackup');
  });
});

describe('called off', () => {
  test('by a signal or a sink that throws, at every report: nothing is left', async () => {
    let moments = 0;
    await new RestoreScene().restore({ onProgress: () => void moments++ });
    expect(moments).toBeGreaterThan(5);
    for (let moment = 1; moment <= moments; moment++) {
      for (const how of ['signal', 'sink'] as const) {
        const scene = new RestoreScene();
        const abort = new AbortController();
        let reports = 0;
        const onProgress = (): void => {
          if (++reports !== moment) return;
          if (how === 'sink') throw new Error('called off');
          abort.abort(new Error('called off'));
        };
        await expect(scene.restore({ onProgress, signal: abort.signal })).rejects.toThrow('called off');
        expect(scene.disk.statSync('target')).toBeUndefined();
      }
    }
  });
});

describeCorpus('a set made by the engine', () => {
  test('is refused with a hint', async () => {
    const folder = temporaryFolder();
    unpackArchive(corpus.path('engine', 'backup-full-4k.tar.gz'), folder);
    const set = join(folder, 'backup-full-4k', 'bak');
    const target = join(folder, 'target');
    const restoring = restoreSet(createNodeFileSystem(), set, target, { digests });
    await expect(restoring).rejects.toMatchObject({
      name: 'JET_errInvalidBackup',
      hint: expect.stringContaining('engine') as string,
    });
    expect(existsSync(target)).toBe(false);
  });
});
