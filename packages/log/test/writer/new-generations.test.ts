import { createMemoryFileSystem, signatureNone, type FileSystem } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import {
  encodeLogHeader,
  LogWriter,
  logHeaderFlag,
  readLogHeader,
  type Attachment,
  type LogWriterOptions,
} from '../../src/index';
import { readStream, traceRecord, writerOptions } from '../support/writer-stream';

function folderWithLogs(): FileSystem {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('logs');
  return fs;
}

/** Two generations; the options of the second may differ. */
function headersOf(first: Partial<LogWriterOptions>, second: Partial<LogWriterOptions> = {}) {
  const fs = folderWithLogs();
  LogWriter.create(writerOptions(fs, first), { lGeneration: 7 }).close();
  const { header, walk } = readStream(fs).logs[0]!;
  const { lastSegment, accumulatedChecksum } = walk;
  const writer = LogWriter.resume(writerOptions(fs, { ...first, ...second }), {
    header,
    lastSegment,
    accumulatedChecksum,
  });
  writer.append(traceRecord(100, 1));
  writer.rollOver();
  writer.append(traceRecord(100, 2));
  writer.close();
  return readStream(fs).logs.map((log) => log.header);
}

const version = (ulUpdateMajor: number, ulUpdateMinor: number) => ({
  ulMajor: 8,
  ulMinor: 4000,
  ulUpdateMajor,
  ulUpdateMinor,
});

describe('header of a new generation (20 §7)', () => {
  it('links to the one before and repeats its checksum', () => {
    const [first, second] = headersOf({ efv: 9600 });
    expect(first!.tmPrevGen).toEqual({ low: 0, high: 0 });
    expect(first!.checksumPrevLogAllSegments).toBe(0n);
    expect(second!.tmPrevGen).toEqual(first!.tmCreate);
    expect(second!.checksumPrevLogAllSegments).not.toBe(0n);
    expect(second).toMatchObject({ lGeneration: 8, cbSec: 4096, csecHeader: 1, csecLGFile: 12, filetype: 3 });
    expect(second!.efvEngineCurrentDiagnostic).toBe(9600);
  });

  it('remembers that circular logging was on', () => {
    const flags = (...options: Parameters<typeof headersOf>): number[] =>
      headersOf(...options).map(({ fLGFlags }) => fLGFlags);
    expect(flags({ isCircular: true })).toEqual([0x02, 0x06]);
    expect(flags({ isCircular: true }, { isCircular: false })).toEqual([0x02, logHeaderFlag.circularHistory]);
    expect(flags({})).toEqual([0, 0]);
  });

  it('never has an older version than the one before', () => {
    const updates = (first: LogWriterOptions['version'], second: LogWriterOptions['version']): number[] =>
      headersOf({ version: first }, { version: second }).map(({ ulUpdateMajor }) => ulUpdateMajor);
    expect(updates(version(90, 200), version(60, 140))).toEqual([90, 90]);
    expect(updates(version(60, 140), version(90, 200))).toEqual([60, 90]);
  });

  it('names the databases that are attached at its start, and the checkpoint', () => {
    const fs = folderWithLogs();
    const attachment: Attachment = {
      dbid: 1,
      flags: 0x20,
      dbtime: 99n,
      objidLast: 7,
      cpgDatabaseSizeMax: 0,
      lgposAttach: { lGeneration: 1, isec: 1, ib: 616 },
      lgposConsistent: { lGeneration: 0, isec: 0, ib: 0 },
      signDb: signatureNone,
      path: 'E:\\here\\a.edb',
    };
    const asked: unknown[] = [];
    const options = writerOptions(fs, {
      lgposCheckpoint: () => ({ lGeneration: 1, isec: 3, ib: 5 }),
      attachments: (at) => {
        asked.push(at);
        return asked.length === 1 ? [] : [attachment];
      },
    });
    const writer = LogWriter.create(options, { lGeneration: 1 });
    writer.rollOver();
    expect(writer.header.attachments).toEqual([attachment]);
    expect(writer.header.lgposCheckpoint).toEqual({ lGeneration: 1, isec: 3, ib: 5 });
    expect(asked).toEqual([1, 2].map((lGeneration) => ({ lGeneration, isec: 0, ib: 0 })));
    writer.close();
  });

  it('ends the stream behind the last generation', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs, { lGenerationMost: 4 }), { lGeneration: 4 });
    writer.append(traceRecord(100, 1));
    const refused = expect.objectContaining({ name: 'JET_errLogSequenceEnd' });
    expect(() => writer.rollOver()).toThrow(refused);
    writer.append(traceRecord(100, 2));
    writer.close();
    expect(readStream(fs).records).toHaveLength(2);
  });

  it('is encoded as it is decoded', () => {
    const [, second] = headersOf({});
    expect(readLogHeader(encodeLogHeader(second!))).toEqual(second);
  });
});

describe('order of a roll-over (20 §7)', () => {
  it('has the next log complete and durable before the current one gives its name away', () => {
    const inner = folderWithLogs();
    LogWriter.create(writerOptions(inner), { lGeneration: 1 }).close();
    const { header, walk } = readStream(inner).logs[0]!;
    const fs = createFailingFileSystem(inner);
    const writer = LogWriter.resume(writerOptions(fs, { digits: 5 }), { header, ...walk });
    writer.append(traceRecord(100, 1));
    const before = fs.trace.length;
    writer.rollOver();
    const steps = fs.trace
      .slice(before)
      .filter(({ operation }) => operation !== 'stat')
      .map(({ operation, path, target }) => [operation, path, target].filter(Boolean).join(' '));
    expect(steps).toEqual([
      'write logs/edb.log',
      'sync logs/edb.log',
      'open logs/edbtmp.log',
      'write logs/edbtmp.log',
      'write logs/edbtmp.log',
      'sync logs/edbtmp.log',
      'close logs/edbtmp.log',
      'syncDirectory logs',
      'close logs/edb.log',
      'rename logs/edb.log logs/edb00001.log',
      'rename logs/edbtmp.log logs/edb.log',
      'syncDirectory logs',
      'open logs/edb.log',
    ]);
    writer.close();
  });

  it('removes what a crash left under the temporary name', () => {
    const fs = folderWithLogs();
    const left = fs.openSync('logs/edbtmp.log', 'createNew');
    left.writeSync(new Uint8Array(500_000).fill(7), 0);
    left.closeSync();
    LogWriter.create(writerOptions(fs), { lGeneration: 1 }).close();
    expect(fs.statSync('logs/edb.log')!.size).toBe(12 * 4096);
    expect(fs.statSync('logs/edbtmp.log')).toBeUndefined();
  });
});
