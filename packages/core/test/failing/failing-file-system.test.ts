import { describe, expect, test } from 'vitest';
import { createMemoryFileSystem, type FileSystem } from '../../src/index';
import {
  createFailingFileSystem,
  type FailingFileSystem,
  type FailureOptions,
} from '../../src/testing/index';

/** A file system with the file `a` of six bytes in it, and the failing one around it. */
function around(options: FailureOptions = {}): { inner: FileSystem; fs: FailingFileSystem } {
  const inner = createMemoryFileSystem();
  const file = inner.openSync('a', 'createNew');
  file.writeSync(Uint8Array.of(1, 2, 3, 4, 5, 6), 0);
  file.closeSync();
  return { inner, fs: createFailingFileSystem(inner, options) };
}

function contentOf(fs: FileSystem, path: string): number[] {
  const file = fs.openSync(path, 'read');
  const content = new Uint8Array(file.sizeSync());
  file.readSync(content, 0);
  file.closeSync();
  return [...content];
}

/** A little program of ten operations that cleans up after itself. */
async function program(fs: FileSystem): Promise<void> {
  const file = await fs.open('new', 'createNew');
  try {
    await file.write(Uint8Array.of(7, 8, 9), 0);
    await file.truncate(2);
    await file.sync();
  } catch (error) {
    await file.close();
    await fs.removeFile('new');
    throw error;
  }
  await file.close();
  await fs.rename('new', 'a');
  await fs.syncDirectory('.');
  await fs.stat('a');
  await fs.readDirectory('.');
  await fs.createDirectory('folder');
}

const programSteps = 10;
const everyStep = Array.from({ length: programSteps }, (_, i) => i + 1);

async function outcome(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => 'done',
    (error: unknown) => error,
  );
}

describe('counting', () => {
  test('every operation leaves its number, its name and its path', async () => {
    const { fs } = around();
    await program(fs);
    expect(fs.trace).toEqual([
      { index: 1, operation: 'open', path: 'new' },
      { index: 2, operation: 'write', path: 'new' },
      { index: 3, operation: 'truncate', path: 'new' },
      { index: 4, operation: 'sync', path: 'new' },
      { index: 5, operation: 'close', path: 'new' },
      { index: 6, operation: 'rename', path: 'new', target: 'a' },
      { index: 7, operation: 'syncDirectory', path: '.' },
      { index: 8, operation: 'stat', path: 'a' },
      { index: 9, operation: 'readDirectory', path: '.' },
      { index: 10, operation: 'createDirectory', path: 'folder' },
    ]);
  });

  test('synchronous operations count the same', () => {
    const { fs } = around();
    const file = fs.openSync('a', 'readWrite');
    file.sizeSync();
    file.readSync(new Uint8Array(1), 0);
    file.writeSync(Uint8Array.of(1), 0);
    file.truncateSync(1);
    file.syncSync();
    file.tryLock('shared');
    file.unlock();
    file.closeSync();
    file.closeSync();
    fs.renameSync('a', 'b');
    fs.removeFileSync('b');
    fs.createDirectorySync('folder');
    fs.removeDirectorySync('folder');
    fs.syncDirectorySync('.');
    fs.readDirectorySync('.');
    fs.statSync('.');
    const names = 'open size read write truncate sync lock unlock close rename removeFile createDirectory';
    const rest = 'removeDirectory syncDirectory readDirectory stat';
    expect(fs.trace.map(({ operation }) => operation)).toEqual(`${names} ${rest}`.split(' '));
  });

  test('path functions touch no file and do not count', () => {
    const { fs } = around();
    fs.join('folder', fs.baseName(fs.directoryName('a/b')));
    expect(fs.trace).toEqual([]);
  });
});

describe('failing once', () => {
  test.each(everyStep)('operation %i fails with the chosen error, and clean-up works', async (failAt) => {
    const { inner, fs } = around({ failAt, error: 'JET_errDiskFull' });
    expect(await outcome(program(fs))).toMatchObject({ name: 'JET_errDiskFull' });
    expect(fs.trace[failAt - 1]?.index).toBe(failAt);
    // Closing comes after the clean-up of the program, so a failure there leaves the new file behind.
    expect(inner.statSync('new') !== undefined).toBe(failAt === 5 || failAt === 6);
  });

  test('the error is JET_errDiskIO when none is chosen', () => {
    const { fs } = around({ failAt: 1 });
    expect(() => fs.openSync('a', 'read')).toThrow(expect.objectContaining({ name: 'JET_errDiskIO' }));
    expect(contentOf(fs, 'a')).toHaveLength(6);
  });

  test('an operation that fails does nothing', () => {
    const { inner, fs } = around({ failAt: 2 });
    const file = fs.openSync('a', 'readWrite');
    expect(() => file.writeSync(Uint8Array.of(9), 0)).toThrow();
    expect(contentOf(inner, 'a')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a close that fails gives the file and its lock back all the same', () => {
    const { inner, fs } = around({ failAt: 3 });
    const file = fs.openSync('a', 'readWrite');
    file.tryLock('exclusive');
    expect(() => file.closeSync()).toThrow();
    expect(inner.openSync('a', 'readWrite').tryLock('exclusive')).toBe(true);
  });
});

describe('a write that is torn', () => {
  test.each([
    { tornBytes: 0, left: [1, 2, 3, 4, 5, 6] },
    { tornBytes: 2, left: [1, 9, 8, 4, 5, 6] },
    { tornBytes: 99, left: [1, 9, 8, 7, 5, 6] },
  ])('leaves $tornBytes of its bytes', async ({ tornBytes, left }) => {
    for (const afterwards of ['continue', 'killed'] as const) {
      const { inner, fs } = around({ failAt: 2, tornBytes, afterwards });
      const file = await fs.open('a', 'readWrite');
      await expect(file.write(Uint8Array.of(9, 8, 7), 1)).rejects.toMatchObject({ name: 'JET_errDiskIO' });
      expect(contentOf(inner, 'a')).toEqual(left);
    }
  });

  test('other operations are not torn', () => {
    const { inner, fs } = around({ failAt: 2, tornBytes: 3 });
    expect(() => fs.openSync('a', 'readWrite').truncateSync(0)).toThrow();
    expect(contentOf(inner, 'a')).toHaveLength(6);
  });
});

describe('killed', () => {
  test.each(everyStep)('at operation %i, nothing happens any more, clean-up included', async (failAt) => {
    const { inner, fs } = around({ failAt, afterwards: 'killed' });
    expect(await outcome(program(fs))).toMatchObject({ name: 'JET_errDiskIO' });
    expect(fs.trace).toHaveLength(failAt);
    const names = inner.readDirectorySync('.');
    expect(names).toEqual(failAt === 1 || failAt > 6 ? ['a'] : ['a', 'new']);

    expect(await outcome(fs.stat('a'))).toMatchObject({ name: 'JET_errDiskIO' });
    expect(() => fs.removeFileSync('a')).toThrow();
    expect(() => fs.openSync('a', 'read')).toThrow();
    expect(inner.readDirectorySync('.')).toEqual(names);
    expect(fs.trace).toHaveLength(failAt);
  });

  test('frees the locks of the process', () => {
    const { inner, fs } = around({ failAt: 3, afterwards: 'killed' });
    const file = fs.openSync('a', 'readWrite');
    expect(file.tryLock('exclusive')).toBe(true);
    const next = inner.openSync('a', 'readWrite');
    expect(next.tryLock('exclusive')).toBe(false);
    expect(() => file.syncSync()).toThrow();
    expect(next.tryLock('exclusive')).toBe(true);
  });

  test('closing afterwards fails like everything else', async () => {
    const { fs } = around({ failAt: 2, afterwards: 'killed' });
    const file = await fs.open('a', 'read');
    await expect(file.size()).rejects.toThrow();
    await expect(file.close()).rejects.toThrow('the process was killed');
  });

  test('a file whose opening was under way is closed', async () => {
    const { inner, fs } = around({ failAt: 2, afterwards: 'killed' });
    const opening = fs.open('a', 'readWrite');
    expect(() => fs.statSync('a')).toThrow();
    await expect(opening).rejects.toThrow('killed meanwhile');
    expect(inner.openSync('a', 'readWrite').tryLock('exclusive')).toBe(true);
  });
});

describe('failing by path', () => {
  test('makes one file unreadable and leaves the others', () => {
    const { fs } = around({
      failWhen: (operation, path) =>
        operation === 'read' && path === 'a' ? 'JET_errDiskReadVerificationFailure' : undefined,
    });
    const other = fs.openSync('b', 'createNew');
    expect(other.readSync(new Uint8Array(1), 0)).toBe(0);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(() => contentOf(fs, 'a')).toThrow(
        expect.objectContaining({ name: 'JET_errDiskReadVerificationFailure' }),
      );
    }
  });

  test('goes together with a numbered failure', () => {
    const { fs } = around({
      failAt: 2,
      failWhen: (operation) => (operation === 'stat' ? 'JET_errFileAccessDenied' : undefined),
    });
    expect(() => fs.statSync('a')).toThrow(expect.objectContaining({ name: 'JET_errFileAccessDenied' }));
    expect(() => fs.readDirectorySync('.')).toThrow(expect.objectContaining({ name: 'JET_errDiskIO' }));
  });
});
