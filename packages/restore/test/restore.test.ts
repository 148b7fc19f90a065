import { join } from 'node:path';
import { backupCleanInstance } from '@esekit/backup';
import { createNodeFileSystem } from '@esekit/core/node';
import { createFailingFileSystem } from '@esekit/core/testing';
import { temporaryFolder, unpackArchive } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { restoreSet } from '../src';
import {
  archive,
  contentsOnDisk,
  differences,
  digests,
  goodSet,
  pageSize,
  restoredFiles,
  RestoreScene,
} from './support/restore-scene';

describe('a restore', () => {
  test('gives back what was backed up', async () => {
    const scene = new RestoreScene();
    const { manifest, bytes } = await scene.restore();
    expect(scene.isComplete()).toBe(true);
    expect(await scene.isAccepted()).toBe(true);
    expect(manifest.files.map((file) => file.name).sort()).toEqual([...restoredFiles.keys()].sort());
    expect(bytes).toBe([...restoredFiles.values()].reduce((sum, file) => sum + file.length, 0));
    expect(scene.events.filter((event) => event.kind === 'note')).toEqual([]);
  });

  test('may go into an empty folder that is there', async () => {
    const scene = new RestoreScene();
    scene.disk.createDirectorySync('target');
    await scene.restore();
    expect(scene.isComplete()).toBe(true);
  });

  test('leaves out what the manifest does not list', async () => {
    const scene = new RestoreScene(new Map([...goodSet, ['notes.txt', Uint8Array.of(1)]]));
    await scene.restore();
    expect(scene.isComplete()).toBe(true);
  });

  test('opens the set only for reading', async () => {
    const scene = new RestoreScene();
    const fs = createFailingFileSystem(scene.disk);
    await scene.restore({}, fs);
    const inSet = fs.trace.filter(({ path }) => path.startsWith('set'));
    expect([...new Set(inSet.map((step) => step.operation))].sort()).toEqual([
      'close',
      'open',
      'read',
      'size',
      'stat',
    ]);
    expect(differences(scene.contents('set'), goodSet)).toEqual([]);
  });

  test.each(['xxh64', 'sha256'] as const)('is the same on a real disk, with %s', async (digest) => {
    const folder = temporaryFolder();
    const [source, set, target] = ['source', 'set', 'target'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    unpackArchive(archive, source);
    const fs = createNodeFileSystem();
    const { manifest } = await backupCleanInstance(fs, source, set, {
      digests,
      digest,
      tool: 't',
      now: new Date(0),
    });
    await restoreSet(fs, set, target, { digests });
    const before = contentsOnDisk(source);
    const listed = new Map(manifest.files.map(({ name }) => [name, before.get(name)!]));
    expect(differences(contentsOnDisk(target), listed)).toEqual([]);
  });

  test('makes everything durable before the mark of the unfinished goes', async () => {
    const scene = new RestoreScene();
    const fs = createFailingFileSystem(scene.disk);
    const { manifest } = await scene.restore({}, fs);
    const at = (operation: string, path: string): number[] =>
      fs.trace.filter((step) => step.operation === operation && step.path === path).map((step) => step.index);
    const mark = 'target/esekit-restore.incomplete';
    const unmarked = at('removeFile', mark)[0]!;
    const folderSyncs = at('syncDirectory', 'target');
    expect(at('syncDirectory', '.')[0]).toBeLessThan(at('open', mark)[0]!);
    expect(at('sync', mark)[0]).toBeLessThan(folderSyncs[0]!);
    for (const { name } of manifest.files) {
      const path = `target/${name}`;
      expect(at('open', path)[0]).toBeGreaterThan(folderSyncs[0]!);
      const synced = at('sync', path)[0]!;
      expect(at('write', path).at(-1)).toBeLessThan(synced);
      expect(folderSyncs.some((index) => index > synced && index < unmarked)).toBe(true);
    }
    expect(folderSyncs.at(-1)).toBeGreaterThan(unmarked);
  });
});

describe('damage that can be put right is put right, and the digest proves it', () => {
  test.each([
    { what: 'a page', offset: 3 * pageSize + 77 },
    { what: 'the primary header', offset: 700 },
    { what: 'the shadow header', offset: pageSize + 700 },
  ])('$what', async ({ offset }) => {
    const scene = new RestoreScene();
    scene.change('set/a.edb', (bytes) => (bytes[offset]! ^= 4));
    const before = scene.contents('set');
    await scene.restore();
    expect(scene.isComplete()).toBe(true);
    const at = Math.floor(offset / pageSize) * pageSize;
    expect(scene.events[0]).toMatchObject({ kind: 'damage', path: 'set/a.edb', offset: at, size: pageSize });
    expect(differences(scene.contents('set'), before)).toEqual([]);
  });
});
