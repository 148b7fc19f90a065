import { describe, expect, test } from 'vitest';
import { createMemoryFileSystem } from '../../src/index';

describe('the memory file system', () => {
  test('starts empty, and every one is its own', () => {
    const one = createMemoryFileSystem();
    const other = createMemoryFileSystem();
    one.openSync('a', 'createNew').closeSync();
    expect(one.readDirectorySync('.')).toEqual(['a']);
    expect(other.readDirectorySync('.')).toEqual([]);
  });

  test('. and / are the same folder, however it is written', () => {
    const fs = createMemoryFileSystem();
    fs.createDirectorySync('/folder');
    fs.openSync('folder/a', 'createNew').closeSync();
    for (const path of ['/folder/a', './folder/./a', 'folder//a', 'folder/../folder/a']) {
      expect(fs.statSync(path), path).toEqual({ kind: 'file', size: 0 });
    }
  });

  test('the root folder stays where it is', () => {
    const fs = createMemoryFileSystem();
    fs.openSync('a', 'createNew').closeSync();
    const refused = expect.objectContaining({ name: 'JET_errFileAccessDenied' });
    expect(() => fs.removeDirectorySync('.')).toThrow(refused);
    expect(() => fs.removeFileSync('/')).toThrow(refused);
    expect(() => fs.renameSync('.', 'b')).toThrow(refused);
    expect(() => fs.renameSync('a', '/')).toThrow(refused);
  });

  test('a folder replaces an empty folder, and nothing else', () => {
    const fs = createMemoryFileSystem();
    for (const name of ['moved', 'empty', 'full', 'full/inner']) fs.createDirectorySync(name);
    fs.openSync('file', 'createNew').closeSync();
    expect(() => fs.renameSync('moved', 'full')).toThrow(
      expect.objectContaining({ name: 'JET_errFileAccessDenied' }),
    );
    expect(() => fs.renameSync('moved', 'file')).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidPath' }),
    );
    fs.renameSync('moved', 'empty');
    expect(fs.readDirectorySync('.')).toEqual(['empty', 'file', 'full']);
  });

  test('a lock belongs to the file, not to its name', () => {
    const fs = createMemoryFileSystem();
    const first = fs.openSync('a', 'createNew');
    expect(first.tryLock('exclusive')).toBe(true);
    fs.renameSync('a', 'b');
    expect(fs.openSync('b', 'readWrite').tryLock('shared')).toBe(false);
    expect(fs.openSync('a', 'createNew').tryLock('exclusive')).toBe(true);
  });
});
