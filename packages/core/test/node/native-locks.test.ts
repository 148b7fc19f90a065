import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { createNodeFileSystem } from '../../src/node/index';
import { LockService, type NativeLocks } from '../../src/node/native-locks';

const folder = temporaryFolder();
const fs = createNodeFileSystem();

function failing(code: string): NativeLocks {
  const refuse = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  return { tryLock: refuse, unlock: refuse };
}

describe('the native library', () => {
  test('is loaded at the first lock, and once', () => {
    let loads = 0;
    const service = new LockService(() => {
      loads++;
      return { tryLock: () => true, unlock: () => undefined };
    });
    expect(loads).toBe(0);
    service.tryLock(3, 'shared');
    service.tryLock(3, 'exclusive');
    service.unlock(3);
    expect(loads).toBe(1);
  });

  test('that cannot be loaded is JET_errUnloadableOSFunctionality with the reason', () => {
    const cause = new Error('no build for this platform');
    const service = new LockService(() => {
      throw cause;
    });
    expect(() => service.tryLock(3, 'shared')).toThrow(
      expect.objectContaining({ name: 'JET_errUnloadableOSFunctionality', code: -113, cause }),
    );
  });

  test.each(['EAGAIN', 'EACCES', 'EBUSY'])('%s means that another holds the lock', (code) => {
    expect(new LockService(() => failing(code)).tryLock(3, 'exclusive')).toBe(false);
  });

  test('any other failure is one', () => {
    expect(() => new LockService(() => failing('EBADF')).tryLock(3, 'exclusive')).toThrow('EBADF');
  });
});

describe('a lock', () => {
  const script = `
    const { openSync } = require('node:fs');
    const locks = require(process.argv[2]);
    process.stdout.write(String(locks.tryLock(openSync(process.argv[1], 'r+'))));
  `;

  /** What another process is told when it asks for an exclusive lock. */
  function askedElsewhere(path: string): string {
    const library = createRequire(import.meta.url).resolve('fs-native-extensions');
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script, path, library], {
      encoding: 'utf8',
    });
    return stdout || stderr;
  }

  test.skipIf(process.platform === 'win32')('keeps another process out until the file is closed', () => {
    const path = join(folder, 'a');
    const file = fs.openSync(path, 'createNew');
    expect(askedElsewhere(path)).toBe('true');
    expect(file.tryLock('shared')).toBe(true);
    expect(askedElsewhere(path)).toBe('false');
    file.closeSync();
    expect(askedElsewhere(path)).toBe('true');
  });

  test('outlives the closing of another open file of the same process', () => {
    const path = join(folder, 'b');
    const holder = fs.openSync(path, 'createNew');
    expect(holder.tryLock('exclusive')).toBe(true);
    fs.openSync(path, 'read').closeSync();
    const other = fs.openSync(path, 'readWrite');
    expect(other.tryLock('exclusive')).toBe(false);
    other.closeSync();
    holder.closeSync();
  });
});
