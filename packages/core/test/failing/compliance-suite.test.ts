import { describe, expect, test } from 'vitest';
import { createMemoryFileSystem, type File, type FileSystem } from '../../src/index';
import { fileSystemCompliance } from '../../src/testing/index';

/**
 * The suite judges file systems, so it is judged here: each of these is wrong in one way that real ones
 * have been wrong in, and the suite has to say so.
 */

/** A copy of the file system in which some operations are replaced. */
function changed(change: (fs: FileSystem) => Partial<FileSystem>): FileSystem {
  const fs = createMemoryFileSystem();
  const replaced: Partial<Record<PropertyKey, unknown>> = change(fs);
  return new Proxy(fs, { get: (target, key) => replaced[key] ?? boundTo(target, key) });
}

/** The same for the files it opens. */
function withFiles(change: (file: File) => Partial<File>): FileSystem {
  const wrap = (file: File): File => {
    const replaced: Partial<Record<PropertyKey, unknown>> = change(file);
    return new Proxy(file, { get: (target, key) => replaced[key] ?? boundTo(target, key) });
  };
  return changed((fs) => ({
    open: async (path, mode) => wrap(await fs.open(path, mode)),
    openSync: (path, mode) => wrap(fs.openSync(path, mode)),
  }));
}

function boundTo(target: object, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}

/** Names of the cases that fail. */
async function failures(createFileSystem: () => FileSystem): Promise<string[]> {
  const cases: { name: string; body: () => Promise<void> }[] = [];
  let group = '';
  fileSystemCompliance(
    {
      describe: (name, body) => {
        group = name;
        body();
      },
      test: (name, body) => cases.push({ name: `${group}: ${name}`, body }),
    },
    () => ({ fs: createFileSystem(), folder: '.' }),
  );
  const failed: string[] = [];
  for (const { name, body } of cases) await body().catch(() => failed.push(name));
  return failed;
}

describe('the compliance suite', () => {
  test('finds nothing wrong with a right one', async () => {
    expect(await failures(createMemoryFileSystem)).toEqual([]);
  });

  test('finds a read that stops half-way', async () => {
    const wrong = (): FileSystem =>
      withFiles((file) => ({ read: (target, position) => file.read(target.subarray(0, 65_536), position) }));
    expect(await failures(wrong)).toContain('asynchronous: content: large reads and writes are complete');
  });

  test('finds a truncate that keeps old bytes', async () => {
    const wrong = (): FileSystem => withFiles(() => ({ truncateSync: () => undefined }));
    expect(await failures(wrong)).toContain(
      'synchronous: content: truncate cuts, and what was cut comes back as zeros',
    );
  });

  test('finds an operation that throws where it has to reject', async () => {
    const wrong = (): FileSystem =>
      changed((fs) => ({ createDirectory: (path) => Promise.resolve(fs.createDirectorySync(path)) }));
    expect(await failures(wrong)).toContain('asynchronous: folders: a folder is created empty, once');
  });

  test('finds names in the wrong order', async () => {
    const wrong = (): FileSystem =>
      changed((fs) => ({ readDirectorySync: (path) => fs.readDirectorySync(path).reverse() }));
    expect(await failures(wrong)).toEqual([
      'synchronous: names: rename of an absent file is JET_errFileNotFound, onto a folder JET_errFileAccessDenied',
      'synchronous: folders: names come in code-unit order',
    ]);
  });

  test('finds locks that keep nobody out', async () => {
    const wrong = (): FileSystem => withFiles(() => ({ tryLock: () => true }));
    expect(await failures(wrong)).toContain('asynchronous: locks: an exclusive lock keeps every other out');
  });

  test('finds the wrong error', async () => {
    const wrong = (): FileSystem => changed((fs) => ({ open: (path) => fs.open(path, 'read') }));
    expect(await failures(wrong)).toContain(
      'asynchronous: names: createNew refuses what exists and leaves it alone',
    );
  });

  test('leaves out what needs open files to outlive their names, where they do not', () => {
    const namesWith = (openFilesOutliveTheirNames: boolean): string[] => {
      const names: string[] = [];
      const framework = {
        describe: (_name: string, body: () => void) => body(),
        test: (name: string) => names.push(name),
      };
      const createFixture = () => ({ fs: createMemoryFileSystem(), folder: '.' });
      fileSystemCompliance(framework, createFixture, { openFilesOutliveTheirNames });
      return names;
    };
    const leftOut = namesWith(true).filter((name) => !namesWith(false).includes(name));
    expect(new Set(leftOut)).toEqual(
      new Set([
        'a file that is renamed stays open',
        'a file that is replaced can be used until it is closed',
        'a file that is removed can be used until it is closed, and its name again',
      ]),
    );
  });
});
