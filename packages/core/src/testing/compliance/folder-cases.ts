import { equal, fails } from './assertions';
import type { ComplianceCase } from './compliance-case';

/** Folders. */
export const folderCases: readonly ComplianceCase[] = [
  {
    name: 'a folder is created empty, once',
    async run(bench) {
      await bench.fs.createDirectory(bench.path('folder'));
      equal(await bench.fs.stat(bench.path('folder')), { kind: 'directory', size: 0 }, 'stat');
      equal(await bench.fs.readDirectory(bench.path('folder')), [], 'names');
      await fails('JET_errFileAlreadyExists', () => bench.fs.createDirectory(bench.path('folder')));
      await bench.create('a');
      await fails('JET_errFileAlreadyExists', () => bench.fs.createDirectory(bench.path('a')));
    },
  },
  {
    name: 'names come in code-unit order',
    async run(bench) {
      for (const name of ['b10', 'b9', 'ä', 'a', 'zz']) await (await bench.create(name)).close();
      await bench.fs.createDirectory(bench.path('b1'));
      equal(await bench.fs.readDirectory(bench.folder), ['a', 'b1', 'b10', 'b9', 'zz', 'ä'], 'names');
    },
  },
  {
    name: 'listing what is no folder is JET_errInvalidPath',
    async run(bench) {
      await bench.create('a');
      await fails('JET_errInvalidPath', () => bench.fs.readDirectory(bench.path('absent')));
      await fails('JET_errInvalidPath', () => bench.fs.readDirectory(bench.path('a')));
    },
  },
  {
    name: 'only an empty folder is removed',
    async run(bench) {
      await bench.fs.createDirectory(bench.path('folder'));
      const file = await bench.create('a');
      await file.close();
      await bench.fs.rename(bench.path('a'), bench.path('folder', 'a'));
      await fails('JET_errFileAccessDenied', () => bench.fs.removeDirectory(bench.path('folder')));
      await bench.fs.removeFile(bench.path('folder', 'a'));
      await bench.fs.removeDirectory(bench.path('folder'));
      equal(await bench.fs.readDirectory(bench.folder), [], 'names');
      await fails('JET_errInvalidPath', () => bench.fs.removeDirectory(bench.path('folder')));
    },
  },
  {
    name: 'a file is not removed as a folder',
    async run(bench) {
      await (await bench.create('a')).close();
      await fails('JET_errInvalidPath', () => bench.fs.removeDirectory(bench.path('a')));
      equal(await bench.fs.readDirectory(bench.folder), ['a'], 'names');
    },
  },
  {
    name: 'a folder is renamed with what is in it, but not into itself',
    async run(bench) {
      await bench.fs.createDirectory(bench.path('old'));
      await bench.fs.createDirectory(bench.path('old', 'inner'));
      await bench.fs.rename(bench.path('old'), bench.path('new'));
      equal(await bench.fs.readDirectory(bench.path('new')), ['inner'], 'names');
      const inside = bench.path('new', 'inner', 'deeper');
      await fails('JET_errInvalidPath', () => bench.fs.rename(bench.path('new'), inside));
    },
  },
  {
    name: 'a folder is synced, anything else is JET_errInvalidPath',
    async run(bench) {
      await bench.create('a');
      await bench.fs.syncDirectory(bench.folder);
      await fails('JET_errInvalidPath', () => bench.fs.syncDirectory(bench.path('absent')));
      await fails('JET_errInvalidPath', () => bench.fs.syncDirectory(bench.path('a')));
    },
  },
];
