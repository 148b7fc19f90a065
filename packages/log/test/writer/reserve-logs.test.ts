import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  encodeNop2,
  loadLogHeaderSync,
  logHeaderFlag,
  LogWriter,
  prepareReserveLogs,
  walkSegmentLogSync,
} from '../../src';
import { writerOptions } from '../support/writer-stream';

const csecLGFile = 16;
const size = csecLGFile * 4096;

describe('reserve logs (20 §2)', () => {
  let disk: FileSystem;

  beforeEach(() => {
    disk = createMemoryFileSystem();
    disk.createDirectorySync('log');
  });

  function files(): string[] {
    return disk.readDirectorySync('log');
  }

  function write(name: string, bytes: number): void {
    const file = disk.openSync(`log/${name}`, 'createNew');
    file.truncateSync(bytes);
    file.closeSync();
  }

  it('are made where they are missing, and what only looks like one is removed', () => {
    write('edbres00001.jrs', size);
    write('edbres00002.jrs', size - 4096);
    write('edbres00003.jrs', size);
    write('edbres001.jrs', size);
    write('abcres00001.jrs', 1);
    prepareReserveLogs({ fs: disk, folder: 'log', base: 'edb', csecLGFile });
    expect(files()).toEqual(['abcres00001.jrs', 'edbres00001.jrs', 'edbres00002.jrs']);
    expect(disk.statSync('log/edbres00002.jrs')!.size).toBe(size);
  });

  it('become the next logs when the disk is full, the last one first, and say so', () => {
    const isNew = (path: string): boolean => disk.statSync(path)?.size === 0;
    let isFull = false;
    const fs = createFailingFileSystem(disk, {
      failWhen: (operation, path) =>
        isFull && operation === 'write' && path.endsWith('edbtmp.log') && isNew(path)
          ? 'JET_errDiskFull'
          : undefined,
    });
    let used = 0;
    const options = writerOptions(fs, { folder: 'log', csecLGFile, onReserveUsed: () => void used++ });
    const writer = LogWriter.create(options, { lGeneration: 1 });
    prepareReserveLogs({ fs, folder: 'log', base: options.base, csecLGFile });
    isFull = true;
    for (let n = 0; n < 2; n++) {
      writer.append(encodeNop2(100));
      writer.rollOver();
      expect(used).toBe(n + 1);
      expect(files().filter((name) => name.endsWith('.jrs'))).toHaveLength(1 - n);
      expect(writer.header.fLGFlags & logHeaderFlag.fromReserve).toBe(logHeaderFlag.fromReserve);
    }
    writer.append(encodeNop2(100));
    writer.flush();
    const file = disk.openSync('log/edb.log', 'read');
    const { header } = loadLogHeaderSync(file);
    expect(header.lGeneration).toBe(3);
    expect(walkSegmentLogSync(file, header, { record: () => undefined })).toMatchObject({
      isCorrupt: false,
      lastSegment: 1,
    });
    file.closeSync();
    expect(() => writer.rollOver()).toThrow(expect.objectContaining({ name: 'JET_errLogDiskFull' }) as Error);
    writer.close();
  });
});
