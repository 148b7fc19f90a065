import {
  compareLgpos,
  logTimeFromDate,
  signatureNone,
  type FileSystem,
  type Lgpos,
  type LogTime,
} from '@esekit/core';
import { seededRandom } from '@esekit/testkit';
import { expect } from 'vitest';
import {
  copyRecordBytes,
  loadLogHeaderSync,
  logVersions,
  parseLogFileName,
  recordLgpos,
  recordTypeNumber,
  walkSegmentLogSync,
  type DbmsParam,
  type LogHeader,
  type LogWalk,
  type LogWriterOptions,
} from '../../src/index';

export const dbmsParam: DbmsParam = {
  szSysPath: 'E:\\here\\',
  szLogPath: 'E:\\here\\',
  fDBMSPARAMFlags: 0,
  lSessionsMax: 16,
  lOpenTablesMax: 300,
  lVerPagesMax: 1024,
  lCursorsMax: 1024,
  lLogBuffers: 126,
  lcsecLGFile: 12,
  ulCacheSizeMax: 100,
};

/** A clock that goes on by a millisecond at every look. */
export function steppingClock(): () => LogTime {
  let at = Date.UTC(2026, 10, 20, 12);
  return () => logTimeFromDate(new Date(at++));
}

/** Options for a small stream in the folder `logs` of a memory file system. */
export function writerOptions(fs: FileSystem, changes: Partial<LogWriterOptions> = {}): LogWriterOptions {
  return {
    fs,
    folder: 'logs',
    base: 'edb',
    digits: 8,
    extension: 'log',
    signLog: { ...signatureNone, random: 0x1234567 },
    csecLGFile: 12,
    cbPageSize: 4096,
    version: logVersions.newest,
    dbmsParam,
    now: steppingClock(),
    ...changes,
  };
}

/**
 * A record of `size` bytes that nothing else looks like: Trace, from 5 bytes on. Its bytes vary, because
 * equal words cancel each other out in the checksum of a segment.
 */
export function traceRecord(size: number, seed: number): Uint8Array {
  const record = new Uint8Array(size);
  seededRandom(seed).fill(record.subarray(5));
  record[0] = recordTypeNumber.Trace;
  new DataView(record.buffer).setUint16(3, size - 5, true);
  return record;
}

export interface WrittenLog {
  readonly path: string;
  readonly header: LogHeader;
  readonly walk: LogWalk;
}

export interface WrittenStream {
  readonly logs: readonly WrittenLog[];
  /** Every record but NOP2. */
  readonly records: readonly { readonly lgpos: Lgpos; readonly bytes: Uint8Array }[];
}

/** Reads all generations of the folder in order, and checks that they belong together. */
export function readStream(fs: FileSystem, folder = 'logs'): WrittenStream {
  const logs: WrittenLog[] = [];
  const records: { lgpos: Lgpos; bytes: Uint8Array }[] = [];
  const names = fs.readDirectorySync(folder).map((name) => ({ name, parsed: parseLogFileName(name) }));
  const found = names
    .filter(({ parsed }) => parsed?.kind === 'archived' || parsed?.kind === 'current')
    .map(({ name }) => {
      const file = fs.openSync(fs.join(folder, name), 'read');
      return { name, file, header: loadLogHeaderSync(file).header };
    })
    .sort((a, b) => a.header.lGeneration - b.header.lGeneration);
  for (const { name, file, header } of found) {
    const walk = walkSegmentLogSync(file, header, {
      record: (record) => {
        if (record.type === recordTypeNumber.NOP2) return;
        records.push({ lgpos: recordLgpos(record), bytes: copyRecordBytes(record) });
      },
    });
    file.closeSync();
    const previous = logs.at(-1);
    if (previous !== undefined) {
      expect(header.lGeneration, name).toBe(previous.header.lGeneration + 1);
      expect(header.tmPrevGen, name).toEqual(previous.header.tmCreate);
      expect(header.checksumPrevLogAllSegments, name).toBe(previous.walk.accumulatedChecksum);
    }
    logs.push({ path: fs.join(folder, name), header, walk });
  }
  for (let i = 1; i < records.length; i++) {
    expect(compareLgpos(records[i - 1]!.lgpos, records[i]!.lgpos)).toBeLessThan(0);
  }
  return { logs, records };
}
