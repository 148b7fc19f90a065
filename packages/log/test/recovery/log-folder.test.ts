import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { describe, expect, test } from 'vitest';
import { findCheckpoint, LogFolder } from '../../src/recovery/log-folder';

function folderOf(...names: readonly string[]): FileSystem {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('logs');
  for (const name of names) fs.openSync(`logs/${name}`, 'createNew').closeSync();
  return fs;
}

describe('the logs of a folder', () => {
  test('are found by looking: base name, digits and extension', () => {
    const fs = folderOf('SRU.log', 'SRU00051.log', 'SRU00052.LOG', 'SRUtmp.log', 'SRU.chk', 'a.edb');
    const folder = LogFolder.look(fs, 'logs');
    expect(folder).toMatchObject({ base: 'SRU', digits: 5, extension: 'log', hasTemporary: true });
    expect(folder.generations).toEqual([0x51, 0x52]);
    expect(folder.archived(0x52)).toBe('logs/SRU00052.LOG');
    expect(folder.current).toBe('logs/SRU.log');
    expect(folder.pathFor(0x53)).toBe('logs/SRU00053.log');
  });

  test('with the newer extension', () => {
    const folder = LogFolder.look(folderOf('abc00000001.jtx', 'abc.jtx', 'abc.jcp'), 'logs');
    expect(folder).toMatchObject({ digits: 8, extension: 'jtx', lowest: 1 });
    expect(folder.pathFor()).toBe('logs/abc.jtx');
  });

  test('of several streams need a base name', () => {
    const fs = folderOf('edb.log', 'SRU.log', 'SRU00001.log');
    expect(() => LogFolder.look(fs, 'logs')).toThrow(
      expect.objectContaining({
        name: 'JET_errInvalidParameter',
        message: expect.stringContaining('SRU, edb'),
      }),
    );
    expect(LogFolder.look(fs, 'logs', { base: 'sru' })).toMatchObject({ base: 'SRU', highest: 1 });
  });

  test('a checkpoint alone does not make a second stream', () => {
    expect(LogFolder.look(folderOf('edb.log', 'old.chk'), 'logs').base).toBe('edb');
  });

  test('names of five digits are not opened when the parameter says so', () => {
    const fs = folderOf('edb.log', 'edb00001.log');
    expect(LogFolder.look(fs, 'logs', { legacyFileNames: 1 })).toMatchObject({ generations: [], digits: 8 });
    expect(LogFolder.look(fs, 'logs', { legacyFileNames: 3 })).toMatchObject({ generations: [1], digits: 5 });
  });

  test('removed logs are gone', () => {
    const fs = folderOf('edb.log', 'edb00001.log', 'edb00002.log');
    const folder = LogFolder.look(fs, 'logs');
    folder.remove(1);
    folder.removeCurrent();
    expect(fs.readDirectorySync('logs')).toEqual(['edb00002.log']);
    expect(folder).toMatchObject({ lowest: 2, current: undefined });
  });

  test('a folder without logs has none', () => {
    expect(LogFolder.look(folderOf('a.edb'), 'logs').hasLogs).toBe(false);
  });

  test('the checkpoint that goes with the logs comes first', () => {
    const fs = folderOf('EDB.CHK', 'edb.jcp');
    expect(findCheckpoint(fs, 'logs', 'edb', 'log')).toBe('logs/EDB.CHK');
    expect(findCheckpoint(fs, 'logs', 'edb', 'jtx')).toBe('logs/edb.jcp');
    expect(findCheckpoint(fs, 'logs', 'abc', 'log')).toBeUndefined();
  });
});
