import { createFailingFileSystem } from '@esekit/core/testing';
import { createNodeFileSystem } from '@esekit/core/node';
import { temporaryFolder } from '@esekit/testkit';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backupCleanInstance, readManifest, verifyFolder, type Manifest } from '../src';
import { nodeDigests } from '../src/node';
import { headerCopies, withBitFlipped, withPageSpoiled, extended } from './support/damage';
import {
  contentsOnDisk,
  differences,
  pageSize,
  sameBytes,
  sampleParts,
  unpackSample,
} from './support/sample';
import { sampleFile, Scene } from './support/scene';

describe('a set', () => {
  test('holds the parts of the instance, byte for byte', async () => {
    const scene = new Scene();
    await scene.backup();
    const set = scene.contents('set')!;
    expect([...set.keys()].sort()).toEqual([...sampleParts, 'esekit-backup.json'].sort());
    expect(sampleParts.filter((name) => !sameBytes(set.get(name), sampleFile(name)))).toEqual([]);
    expect(await scene.verify()).toMatchObject({ type: 'backupSet', ok: true, problems: [], extra: [] });
  });

  test('has a manifest that says what is in it', async () => {
    const scene = new Scene();
    const { manifest, bytes } = await scene.backup();
    expect(await readManifest(scene.disk, 'set')).toEqual(manifest);
    expect(manifest).toMatchObject({
      format: 'esekit-backup',
      version: 1,
      complete: true,
      kind: 'full',
      tool: 'test 1',
      created: '2026-01-02T03:04:05.000Z',
      digest: 'xxh64',
    });
    expect(manifest.files.map(({ name, type, bytes }) => [name, type, bytes])).toEqual([
      ['a.edb', 'database', 1048576],
      ['a.jfm', 'flushMap', 16384],
      ['edb.log', 'log', 65536],
      ['edb00000001.log', 'log', 65536],
      ['edb.chk', 'checkpoint', 8192],
    ]);
    expect(bytes).toBe(manifest.files.reduce((sum, file) => sum + file.bytes, 0));
    const signature = expect.stringMatching(/^[0-9a-f]{8}@\d{4}-\d\d-\d\dT[0-9:.]+Z$/) as string;
    expect(manifest.files[0]!.database).toEqual({
      state: 'CleanShutdown',
      pageSize: 4096,
      formatVersion: '0x620,290,600',
      pages: 254,
      ownedPages: 254,
      dbtime: expect.stringMatching(/^\d+$/) as string,
      signDb: signature,
      signLog: signature,
    });
    expect(manifest.files.filter((file) => file.database)).toHaveLength(1);
  });

  test('has SHA-256 digests on request', async () => {
    const scene = new Scene();
    const { manifest } = await scene.backup({ digest: 'sha256' });
    expect(manifest.digest).toBe('sha256');
    for (const { name, digest } of manifest.files) {
      expect(digest).toBe(createHash('sha256').update(sampleFile(name)).digest('hex'));
    }
    expect(await scene.isAccepted()).toBe(true);
  });

  test('may go into an empty folder that is there', async () => {
    const scene = new Scene();
    scene.disk.createDirectorySync('set');
    await scene.backup();
    expect(await scene.isAccepted()).toBe(true);
  });

  test('is the same on a real disk', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source');
    const before = unpackSample(source);
    const fs = createNodeFileSystem();
    const digests = await nodeDigests();
    for (const digest of ['xxh64', 'sha256'] as const) {
      const target = join(folder, digest);
      await backupCleanInstance(fs, source, target, { digests, digest, tool: 'test 1', now: new Date(0) });
      const set = contentsOnDisk(target);
      expect(set.size).toBe(sampleParts.length + 1);
      expect(sampleParts.filter((name) => !sameBytes(set.get(name), before.get(name)))).toEqual([]);
      expect(await verifyFolder(fs, target, digests)).toMatchObject({ type: 'backupSet', ok: true });
    }
    expect(differences(contentsOnDisk(source), before)).toEqual([]);
  });
});

describe('the source', () => {
  test('is opened only for reading and stays as it is', async () => {
    const scene = new Scene();
    const before = scene.contents('source');
    const fs = createFailingFileSystem(scene.disk);
    await scene.backup({}, fs);
    const touching = [
      'createDirectory',
      'rename',
      'removeFile',
      'removeDirectory',
      'write',
      'truncate',
      'sync',
      'lock',
    ];
    const inSource = fs.trace.filter(({ path }) => path.startsWith('source'));
    expect(inSource.filter(({ operation }) => touching.includes(operation))).toEqual([]);
    expect(differences(scene.contents('source'), before)).toEqual([]);
  });

  test('may hold other things: they are listed and left out', async () => {
    const scene = new Scene({
      'notes.txt': Uint8Array.of(1, 2, 3),
      'empty.dat': new Uint8Array(0),
      'a.txt': Uint8Array.of(4),
    });
    scene.disk.createDirectorySync('source/folder.edb');
    scene.put('source/bak', new Map([['a.edb', sampleFile('a.edb')]]));
    const { skipped } = await scene.backup();
    expect(skipped).toEqual(['a.txt', 'bak', 'empty.dat', 'folder.edb', 'notes.txt']);
    expect(scene.disk.readDirectorySync('set')).toHaveLength(sampleParts.length + 1);
  });

  test('may hold several databases', async () => {
    const scene = new Scene({ 'b.edb': extended(sampleFile('a.edb'), pageSize) });
    const { manifest } = await scene.backup();
    const databases = manifest.files.filter((file) => file.type === 'database');
    expect(databases.map(({ name, database }) => [name, database?.pages])).toEqual([
      ['a.edb', 254],
      ['b.edb', 255],
    ]);
    expect(await scene.isAccepted()).toBe(true);
  });

  test('may be nothing but a database', async () => {
    const scene = new Scene({ 'a.jfm': undefined, 'edb.log': undefined, 'edb00000001.log': undefined });
    scene.remove('source/edb.chk');
    const { manifest } = await scene.backup();
    expect(manifest.files.map((file) => file.name)).toEqual(['a.edb']);
    expect(await scene.isAccepted()).toBe(true);
  });
});

describe('what can be put right is put right in the copy', () => {
  test.each([0, 1])('header copy %i', async (copy) => {
    const damaged = withBitFlipped(sampleFile('a.edb'), copy * pageSize + 700, 3);
    const scene = new Scene({ 'a.edb': damaged });
    await scene.backup();
    expect(headerCopies(damaged)).toEqual([copy !== 0, copy !== 1]);
    expect(sameBytes(scene.read('set/a.edb'), sampleFile('a.edb'))).toBe(true);
    expect(sameBytes(scene.read('source/a.edb'), damaged)).toBe(true);
    expect(scene.events).toMatchObject([
      { kind: 'damage', path: 'source/a.edb', offset: copy * pageSize, size: pageSize },
    ]);
  });

  test('a single wrong bit of a page, and it is reported', async () => {
    const damaged = withBitFlipped(sampleFile('a.edb'), pageSize * 3 + 77, 5);
    const scene = new Scene({ 'a.edb': damaged });
    const { manifest } = await scene.backup();
    expect(sameBytes(scene.read('set/a.edb'), sampleFile('a.edb'))).toBe(true);
    expect(sameBytes(scene.read('source/a.edb'), damaged)).toBe(true);
    expect(scene.events).toMatchObject([
      { kind: 'damage', path: 'source/a.edb', offset: 3 * pageSize, size: pageSize },
    ]);
    const untouched = await new Scene().backup();
    expect(manifest.files[0]!.digest).toBe(untouched.manifest.files[0]!.digest);
  });
});

describe('what does not matter is copied as it is', () => {
  test('a bad page beyond the owned range', async () => {
    const longer = withPageSpoiled(extended(sampleFile('a.edb'), 3 * pageSize), 256);
    const scene = new Scene({ 'a.edb': longer });
    const { manifest } = await scene.backup();
    expect(sameBytes(scene.read('set/a.edb'), longer)).toBe(true);
    expect(manifest.files[0]!.database).toMatchObject({ pages: 257, ownedPages: 254 });
    expect(await scene.verify()).toMatchObject({
      ok: true,
      files: [{ beyondOwned: { bad: 1 } }, {}, {}, {}, {}],
    });
  });

  test('a damaged log, and it is reported', async () => {
    const damaged = withPageSpoiled(sampleFile('edb00000001.log'), 1);
    const scene = new Scene({ 'edb00000001.log': damaged });
    await scene.backup();
    expect(sameBytes(scene.read('set/edb00000001.log'), damaged)).toBe(true);
    expect(scene.events).toMatchObject([{ kind: 'note', path: 'source/edb00000001.log' }]);
  });
});

test('everything is durable before the manifest says that it is complete', async () => {
  const scene = new Scene();
  const fs = createFailingFileSystem(scene.disk);
  const { manifest } = await scene.backup({}, fs);
  const at = (operation: string, path: string): number[] =>
    fs.trace.filter((step) => step.operation === operation && step.path === path).map((step) => step.index);
  const complete = at('rename', 'set/esekit-backup.json.new').at(-1)!;
  const folderSyncs = at('syncDirectory', 'set');

  expect(at('createDirectory', 'set')[0]).toBeLessThan(at('syncDirectory', '.')[0]!);
  expect(at('syncDirectory', '.')[0]).toBeLessThan(at('open', 'set/esekit-backup.json')[0]!);
  const marked = folderSyncs[0]!;
  expect(at('sync', 'set/esekit-backup.json')[0]).toBeLessThan(marked);
  for (const { name } of manifest.files as Manifest['files']) {
    const path = `set/${name}`;
    expect(at('open', path)[0]).toBeGreaterThan(marked);
    expect(at('write', path).at(-1)).toBeLessThan(at('sync', path)[0]!);
    expect(folderSyncs.some((index) => index > at('sync', path)[0]! && index < complete)).toBe(true);
  }
  const draft = 'set/esekit-backup.json.new';
  expect(at('write', draft).at(-1)).toBeLessThan(at('sync', draft)[0]!);
  expect(at('sync', draft)[0]).toBeLessThan(complete);
  expect(folderSyncs.at(-1)).toBeGreaterThan(complete);
  expect(fs.trace.filter(({ operation, index }) => operation === 'write' && index > complete)).toEqual([]);
});
