import { createMemoryFileSystem, formatLgpos, type FileSystem, type Lgpos } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import {
  loadLogHeaderSync,
  LogWriter,
  recordLgpos,
  scanLog,
  scanLogSync,
  segmentSize,
  walkSegmentLog,
  walkSegmentLogSync,
  type LogWalkOptions,
} from '../../src/index';
import { traceRecord, writerOptions } from '../support/writer-stream';
import { LogBuilder } from '../support/log-builder';

/** A log with records of every kind of place, and the positions of all of them. */
function builtLog(): { fs: FileSystem; positions: string[] } {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('logs');
  const writer = LogWriter.create(writerOptions(fs, { csecLGFile: 40 }), { lGeneration: 5 });
  const sizes = [100, 3956, 9000, 50, 4025 - 1000, 200, 20, 12_000, 10, 300, 40, 5000];
  const positions = sizes.map((size, i) => formatLgpos(writer.append(traceRecord(size, i))));
  writer.close();
  return { fs, positions };
}

function walked(fs: FileSystem, options: LogWalkOptions = {}): string[] {
  const file = fs.openSync('logs/edb.log', 'read');
  const { header } = loadLogHeaderSync(file);
  const seen: string[] = [];
  walkSegmentLogSync(
    file,
    header,
    { record: (record) => seen.push(formatLgpos(recordLgpos(record))) },
    options,
  );
  return seen;
}

describe('walkSegmentLogSync', () => {
  it('finds what the asynchronous walk finds', async () => {
    const { fs, positions } = builtLog();
    const file = fs.openSync('logs/edb.log', 'read');
    const { header } = loadLogHeaderSync(file);
    const visitor = { record: () => undefined };
    const sync = walkSegmentLogSync(file, header, visitor);
    expect(await walkSegmentLog(file, header, visitor)).toEqual(sync);
    expect(sync.records).toBe(positions.length);
    const { csecLGFile, lGeneration } = header;
    const scan = scanLogSync(file, { lGeneration, csecLGFile, version: header });
    expect(scan).toEqual(await scanLog(file, { lGeneration, csecLGFile, version: header }));
    expect(sync).toMatchObject(scan);
  });

  it('starts at every record', () => {
    const { fs, positions } = builtLog();
    expect(walked(fs)).toEqual(positions);
    positions.forEach((position, i) => {
      const [lGeneration, isec, ib] = position.split(':').map((part) => parseInt(part, 16));
      const from = { lGeneration, isec, ib } as Lgpos;
      expect(walked(fs, { from })).toEqual(positions.slice(i));
    });
  });

  it('takes sector 0 for the start of the file, and a place behind the end for nothing', () => {
    const { fs, positions } = builtLog();
    expect(walked(fs, { from: { lGeneration: 5, isec: 0, ib: 0 } })).toEqual(positions);
    expect(walked(fs, { from: { lGeneration: 5, isec: 38, ib: 0 } })).toEqual([]);
  });

  it('skips the rest of a record that began before the start', () => {
    const { fs, positions } = builtLog();
    // The record of 9000 bytes begins with segment 2 and ends in segment 4.
    expect(positions.slice(2, 4)).toEqual(['5:2:0', '5:4:3ad']);
    const behind = positions.slice(3);
    expect(walked(fs, { from: { lGeneration: 5, isec: 3, ib: 0 } })).toEqual(behind);
    expect(walked(fs, { from: { lGeneration: 5, isec: 4, ib: 40 } })).toEqual(behind);
  });

  it('gives the checksums of what lies before the start too', () => {
    const { fs } = builtLog();
    const file = fs.openSync('logs/edb.log', 'read');
    const { header } = loadLogHeaderSync(file);
    const visitor = { record: () => undefined };
    const from = { lGeneration: 5, isec: 5, ib: 0 };
    const whole = walkSegmentLogSync(file, header, visitor);
    const part = walkSegmentLogSync(file, header, visitor, { from });
    expect(part).toEqual({ ...whole, records: part.records });
    expect(part.records).toBeLessThan(whole.records);
  });

  it('is stopped by a visitor that throws', () => {
    const { fs } = builtLog();
    const file = fs.openSync('logs/edb.log', 'read');
    let seen = 0;
    const record = (): void => {
      if (++seen === 3) throw new Error('enough');
    };
    expect(() => walkSegmentLogSync(file, loadLogHeaderSync(file).header, { record })).toThrow('enough');
    expect(seen).toBe(3);
  });

  it('takes the last segment from its shadow unless it may not', async () => {
    const log = new LogBuilder(5, 12).segments(1, 3).shadowOf(3).damage(3);
    const fs = await log.file();
    const file = fs.openSync('edb.log', 'read');
    const { header } = loadLogHeaderSync(file);
    const visitor = { record: () => undefined };
    expect(walkSegmentLogSync(file, header, visitor)).toMatchObject({ isCorrupt: false, lastSegment: 3 });
    const strict = walkSegmentLogSync(file, header, visitor, { mayUseShadow: false });
    expect(strict).toMatchObject({ isCorrupt: true, lastSegment: 2 });
  });
});

describe('loadLogHeaderSync', () => {
  it('demands a good header', () => {
    const { fs } = builtLog();
    const file = fs.openSync('logs/edb.log', 'readWrite');
    expect(loadLogHeaderSync(file).header.lGeneration).toBe(5);
    file.writeSync(Uint8Array.of(0xee), 100);
    const load = (): unknown => loadLogHeaderSync(file);
    expect(load).toThrow(expect.objectContaining({ name: 'JET_errLogFileCorrupt' }));
    file.truncateSync(segmentSize - 1);
    expect(load).toThrow(expect.objectContaining({ name: 'JET_errFileIOBeyondEOF' }));
  });
});
