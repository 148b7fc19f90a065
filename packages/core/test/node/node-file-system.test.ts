import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { JetError } from '../../src/index';
import { createNodeFileSystem } from '../../src/node/index';

const folder = temporaryFolder();
const fs = createNodeFileSystem();
const isWindows = process.platform === 'win32';

describe('files of this computer', () => {
  test('what is written is what other programs read', async () => {
    const path = join(folder, 'written');
    const file = await fs.open(path, 'createNew');
    await file.write(Uint8Array.of(65, 66), 1);
    await file.close();
    expect([...readFileSync(path)]).toEqual([0, 65, 66]);
  });

  test('one open file works in both forms at once', async () => {
    writeFileSync(join(folder, 'both'), 'abcdef');
    const file = fs.openSync(join(folder, 'both'), 'read');
    const first = new Uint8Array(3);
    const second = new Uint8Array(3);
    const reading = file.read(first, 0);
    expect(file.readSync(second, 3)).toBe(3);
    expect(await reading).toBe(3);
    expect(String.fromCharCode(...first, ...second)).toBe('abcdef');
    await file.close();
  });

  test('a relative path starts at the current folder', () => {
    writeFileSync(join(folder, 'relative'), 'abc');
    const path = relative(process.cwd(), join(folder, 'relative'));
    expect(fs.statSync(path)).toEqual({ kind: 'file', size: 3 });
  });

  test('an error keeps what the operating system said', () => {
    const path = join(folder, 'absent');
    try {
      fs.openSync(path, 'read');
      expect.unreachable();
    } catch (error) {
      expect(JetError.isInstance(error) && error.toString()).toBe(
        `JET_errFileNotFound (-1811): open ${path}: ENOENT`,
      );
      expect((error as JetError).cause).toMatchObject({ code: 'ENOENT' });
    }
  });

  test('what is no path at all is a wrong argument', async () => {
    const refused = { name: 'JET_errInvalidParameter' };
    await expect(fs.open(7 as unknown as string, 'read')).rejects.toMatchObject(refused);
  });

  test.skipIf(isWindows)('links are followed, and one that leads nowhere is nothing', () => {
    writeFileSync(join(folder, 'end'), 'abc');
    symlinkSync('end', join(folder, 'link'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    symlinkSync('circle', join(folder, 'circle'));
    expect(fs.statSync(join(folder, 'link'))).toEqual({ kind: 'file', size: 3, isLink: true });
    expect(fs.statSync(join(folder, 'dangling'))).toBeUndefined();
    expect(() => fs.openSync(join(folder, 'circle'), 'read')).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidPath' }),
    );
  });

  test.skipIf(isWindows)('a device is neither file nor folder', async () => {
    expect(await fs.stat('/dev/null')).toEqual({ kind: 'other', size: 0 });
  });

  // The super-user may read everything, so there is nothing to see then.
  test.skipIf(isWindows || process.getuid?.() === 0)('a file without permission is refused', () => {
    const path = join(folder, 'secret');
    writeFileSync(path, 'abc');
    chmodSync(path, 0);
    expect(() => fs.openSync(path, 'read')).toThrow(
      expect.objectContaining({ name: 'JET_errFileAccessDenied' }),
    );
  });

  test.runIf(process.platform === 'linux')('a full disk is JET_errDiskFull', async () => {
    const full = fs.openSync('/dev/full', 'readWrite');
    const expected = { name: 'JET_errDiskFull' };
    expect(() => full.writeSync(Uint8Array.of(1), 0)).toThrow(expect.objectContaining(expected));
    await expect(full.write(Uint8Array.of(1), 0)).rejects.toMatchObject(expected);
    await full.close();
  });

  test('path functions are those of the platform', () => {
    const path = fs.join(folder, 'a.edb');
    expect(path).toBe(join(folder, 'a.edb'));
    expect(fs.directoryName(path)).toBe(dirname(path));
  });
});
