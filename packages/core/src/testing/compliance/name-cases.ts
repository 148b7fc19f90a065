import { equal, fails } from './assertions';
import type { ComplianceCase } from './compliance-case';

/** Opening, renaming and removing files. */
export const nameCases: readonly ComplianceCase[] = [
  {
    name: 'createNew refuses what exists and leaves it alone',
    async run(bench) {
      const file = await bench.create('a', [1]);
      await bench.fs.createDirectory(bench.path('folder'));
      await fails('JET_errFileAlreadyExists', () => bench.fs.open(bench.path('a'), 'createNew'));
      await fails('JET_errFileAlreadyExists', () => bench.fs.open(bench.path('folder'), 'createNew'));
      await bench.expectContent(file, [1]);
    },
  },
  {
    name: 'opening an absent file is JET_errFileNotFound and creates nothing',
    async run(bench) {
      await fails('JET_errFileNotFound', () => bench.fs.open(bench.path('a'), 'read'));
      await fails('JET_errFileNotFound', () => bench.fs.open(bench.path('a'), 'readWrite'));
      equal(await bench.fs.readDirectory(bench.folder), [], 'names');
    },
  },
  {
    name: 'an absent folder on the way is JET_errInvalidPath',
    async run(bench) {
      const path = bench.path('absent', 'a');
      await bench.create('b');
      for (const mode of ['read', 'readWrite', 'createNew'] as const) {
        await fails('JET_errInvalidPath', () => bench.fs.open(path, mode));
      }
      await fails('JET_errInvalidPath', () => bench.fs.removeFile(path));
      await fails('JET_errInvalidPath', () => bench.fs.removeDirectory(path));
      await fails('JET_errInvalidPath', () => bench.fs.createDirectory(path));
      await fails('JET_errInvalidPath', () => bench.fs.rename(path, bench.path('c')));
      await fails('JET_errInvalidPath', () => bench.fs.rename(bench.path('b'), path));
    },
  },
  {
    name: 'a file on the way is JET_errInvalidPath',
    async run(bench) {
      await bench.create('a');
      const path = bench.path('a', 'b');
      for (const mode of ['read', 'readWrite', 'createNew'] as const) {
        await fails('JET_errInvalidPath', () => bench.fs.open(path, mode));
      }
      await fails('JET_errInvalidPath', () => bench.fs.removeFile(path));
      equal(await bench.fs.stat(path), undefined, 'stat');
    },
  },
  {
    name: 'a name that cannot exist is JET_errInvalidPath',
    async run(bench) {
      for (const path of ['', `${bench.path('a')}\0b`, bench.path('x'.repeat(300))]) {
        await fails('JET_errInvalidPath', () => bench.fs.open(path, 'read'));
        await fails('JET_errInvalidPath', () => bench.fs.open(path, 'createNew'));
        await fails('JET_errInvalidPath', () => bench.fs.createDirectory(path));
        await fails('JET_errInvalidPath', () => bench.fs.stat(path));
      }
    },
  },
  {
    name: 'opening a folder is JET_errFileAccessDenied',
    async run(bench) {
      await fails('JET_errFileAccessDenied', () => bench.fs.open(bench.folder, 'read'));
      await fails('JET_errFileAccessDenied', () => bench.fs.open(bench.folder, 'readWrite'));
    },
  },
  {
    name: 'stat tells kind and size, also of nothing',
    async run(bench) {
      await bench.create('a', [1, 2, 3]);
      equal(await bench.fs.stat(bench.path('a')), { kind: 'file', size: 3 }, 'file');
      equal(await bench.fs.stat(bench.folder), { kind: 'directory', size: 0 }, 'folder');
      equal(await bench.fs.stat(bench.path('absent')), undefined, 'absent');
      equal(await bench.fs.stat(bench.path('absent', 'a')), undefined, 'in an absent folder');
    },
  },
  {
    name: 'rename moves a file, also to another folder',
    async run(bench) {
      const file = await bench.create('a', [1, 2]);
      await file.close();
      await bench.fs.rename(bench.path('a'), bench.path('b'));
      await bench.fs.createDirectory(bench.path('folder'));
      await bench.fs.rename(bench.path('b'), bench.path('folder', 'c'));
      equal(await bench.fs.readDirectory(bench.folder), ['folder'], 'names');
      const moved = await bench.fs.open(bench.path('folder', 'c'), 'read');
      await bench.expectContent(moved, [1, 2]);
      await moved.close();
    },
  },
  {
    name: 'rename replaces a file that is there',
    async run(bench) {
      await (await bench.create('a', [1])).close();
      await (await bench.create('b', [2, 2])).close();
      await bench.fs.rename(bench.path('a'), bench.path('b'));
      equal(await bench.fs.readDirectory(bench.folder), ['b'], 'names');
      await bench.expectContent(await bench.open('b', 'read'), [1]);
    },
  },
  {
    name: 'rename to the same name keeps the file',
    async run(bench) {
      await (await bench.create('a', [1])).close();
      await bench.fs.rename(bench.path('a'), bench.path('a'));
      await bench.expectContent(await bench.open('a', 'read'), [1]);
    },
  },
  {
    name: 'rename of an absent file is JET_errFileNotFound, onto a folder JET_errFileAccessDenied',
    async run(bench) {
      await (await bench.create('a', [1])).close();
      await bench.fs.createDirectory(bench.path('folder'));
      await fails('JET_errFileNotFound', () => bench.fs.rename(bench.path('absent'), bench.path('b')));
      await fails('JET_errFileAccessDenied', () => bench.fs.rename(bench.path('a'), bench.path('folder')));
      equal(await bench.fs.readDirectory(bench.folder), ['a', 'folder'], 'names');
    },
  },
  {
    name: 'a file that is renamed stays open',
    needsOutliving: true,
    async run(bench) {
      const file = await bench.create('a', [1]);
      await bench.fs.rename(bench.path('a'), bench.path('b'));
      await file.write(Uint8Array.of(2), 1);
      await bench.expectContent(await bench.open('b', 'read'), [1, 2]);
    },
  },
  {
    name: 'a file that is replaced can be used until it is closed',
    needsOutliving: true,
    async run(bench) {
      const old = await bench.create('a', [1]);
      await bench.create('b', [2]);
      await bench.fs.rename(bench.path('b'), bench.path('a'));
      await old.write(Uint8Array.of(9), 1);
      await bench.expectContent(old, [1, 9]);
      await bench.expectContent(await bench.open('a', 'read'), [2]);
    },
  },
  {
    name: 'remove takes a file away',
    async run(bench) {
      await (await bench.create('a')).close();
      await bench.fs.removeFile(bench.path('a'));
      equal(await bench.fs.stat(bench.path('a')), undefined, 'stat');
      await fails('JET_errFileNotFound', () => bench.fs.removeFile(bench.path('a')));
    },
  },
  {
    name: 'a file that is removed can be used until it is closed, and its name again',
    needsOutliving: true,
    async run(bench) {
      const old = await bench.create('a', [1]);
      await bench.fs.removeFile(bench.path('a'));
      const next = await bench.create('a', [2]);
      await old.write(Uint8Array.of(9), 1);
      await bench.expectContent(old, [1, 9]);
      await bench.expectContent(next, [2]);
    },
  },
  {
    name: 'remove of a folder as a file is JET_errFileAccessDenied',
    async run(bench) {
      await bench.fs.createDirectory(bench.path('folder'));
      await fails('JET_errFileAccessDenied', () => bench.fs.removeFile(bench.path('folder')));
    },
  },
  {
    name: 'join, baseName and directoryName fit together',
    async run(bench) {
      const path = bench.path('folder', 'a.edb');
      equal(bench.fs.baseName(path), 'a.edb', 'baseName');
      equal(bench.fs.directoryName(path), bench.path('folder'), 'directoryName');
      equal(bench.fs.directoryName('a.edb'), '.', 'directoryName of a bare name');
      await bench.fs.createDirectory(bench.fs.directoryName(path));
      equal(await bench.fs.readDirectory(bench.folder), ['folder'], 'names');
    },
  },
];
