import { createMemoryFileSystem, formatLgpos, type FileSystem } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { LogWriter, segmentSize, verifyChain, verifyLog, type LogHeader } from '../../src/index';
import { readStream, traceRecord, writerOptions } from '../support/writer-stream';

function folderWithLogs(): FileSystem {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('logs');
  return fs;
}

function segmentOf(fs: FileSystem, isec: number, name = 'edb.log'): Uint8Array {
  const bytes = new Uint8Array(segmentSize);
  const file = fs.openSync(`logs/${name}`, 'read');
  file.readSync(bytes, isec * segmentSize);
  file.closeSync();
  return bytes;
}

/** Positions that a new log gives to records of these sizes. */
function positions(...sizes: number[]): string[] {
  const writer = LogWriter.create(writerOptions(folderWithLogs()), { lGeneration: 5 });
  return sizes.map((size, i) => formatLgpos(writer.append(traceRecord(size, i))));
}

describe('positions of records (20 §5.4, §5.5)', () => {
  it('starts at segment 1', () => {
    expect(positions(576, 10)).toEqual(['5:1:0', '5:1:268']);
  });

  it('goes on at the start of the next segment behind a full one', () => {
    expect(positions(4056, 10)).toEqual(['5:1:0', '5:2:0']);
  });

  it('names the end of the record before where fewer than 32 bytes are left', () => {
    expect(positions(4056 - 31, 100, 10)).toEqual(['5:1:0', '5:1:fe1', '5:2:8c']);
  });

  it('fragments from 32 bytes on, and fills 31 with a record that fits', () => {
    expect(positions(4056 - 32, 100, 10)).toEqual(['5:1:0', '5:1:fe0', '5:2:76']);
    expect(positions(4056 - 31, 31, 10)).toEqual(['5:1:0', '5:1:fe1', '5:2:0']);
  });
});

describe('what is written', () => {
  it('reads back record by record, over generations', async () => {
    const random = seededRandom(seedForRun('log-writer'));
    const fs = folderWithLogs();
    const rolled: LogHeader[] = [];
    const options = writerOptions(fs, { onRollOver: (header) => rolled.push(header) });
    const writer = LogWriter.create(options, { lGeneration: 1 });
    const written: { lgpos: string; bytes: Uint8Array }[] = [];
    for (let i = 0; i < 600; i++) {
      const size = random.below(20) === 0 ? 5 + random.below(20_000) : 5 + random.below(400);
      const bytes = traceRecord(size, random.below(255));
      written.push({ lgpos: formatLgpos(writer.append(bytes)), bytes });
      if (random.below(12) === 0) writer.fillSegment();
      if (random.below(8) === 0) writer.flush();
      if (random.below(80) === 0) writer.rollOver();
    }
    writer.close();
    const { logs, records } = readStream(fs);
    expect(records.map(({ lgpos }) => formatLgpos(lgpos))).toEqual(written.map(({ lgpos }) => lgpos));
    records.forEach(({ bytes }, i) => expect(bytes).toEqual(written[i]!.bytes));
    expect(rolled.map(({ lGeneration }) => lGeneration)).toEqual(logs.slice(1).map((_, i) => i + 2));
    const verified = await Promise.all(logs.map(({ path }) => verifyLog(fs, path)));
    for (const log of verified) expect(log.problems).toEqual([]);
    expect(verifyChain(verified).problems).toEqual([]);
  });

  it('keeps records that belong together in one generation', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    while (writer.lgposNext.isec < 9) writer.append(traceRecord(1000, 1));
    const group = [traceRecord(3000, 2), traceRecord(3000, 3), traceRecord(3000, 4)];
    expect(writer.append(...group).lGeneration).toBe(2);
    writer.close();
    const inSecond = readStream(fs).records.filter(({ lgpos }) => lgpos.lGeneration === 2);
    expect(inSecond).toHaveLength(3);
  });

  it('never uses the last segment for data', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    for (let i = 0; i < 3000; i++) writer.append(traceRecord(50 + (i % 7) * 997, i));
    writer.close();
    for (const { walk } of readStream(fs).logs) expect(walk.lastSegment).toBeLessThanOrEqual(10);
  });

  it('refuses what no log can hold, and goes on', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    const refused = (): unknown => writer.append(traceRecord(45_000, 1));
    expect(refused).toThrow(expect.objectContaining({ name: 'JET_errLogBufferTooSmall' }));
    writer.append(traceRecord(10, 1));
    writer.close();
    expect(readStream(fs).records).toHaveLength(1);
  });

  it('leaves no buffer behind that is larger than its segments', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs, { csecLGFile: 700 }), { lGeneration: 1 });
    for (let i = 0; i < 500; i++) writer.append(traceRecord(5000, i));
    writer.close();
    expect(readStream(fs).records).toHaveLength(500);
  });
});

describe('NOP2 (20 §5.6)', () => {
  it('fills a segment with data to its end', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    writer.append(traceRecord(100, 1));
    writer.fillSegment();
    writer.fillSegment();
    expect(formatLgpos(writer.append(traceRecord(100, 2)))).toBe('1:2:0');
    writer.fillSegment();
    writer.flush();
    expect([...segmentOf(fs, 1).subarray(140, 146)]).toEqual([71, 0x6f, 0x0f, 0, 0, 0]);
    expect(segmentOf(fs, 3).every((byte) => byte === 0)).toBe(true);
    writer.close();
  });

  it('does nothing in a segment without data, or with fewer than 5 bytes left', () => {
    const writer = LogWriter.create(writerOptions(folderWithLogs()), { lGeneration: 1 });
    writer.fillSegment();
    expect(formatLgpos(writer.lgposNext)).toBe('1:1:0');
    writer.append(traceRecord(4056 - 4, 1));
    writer.fillSegment();
    expect(formatLgpos(writer.lgposNext)).toBe('1:1:ffc');
  });
});

describe('shadows (20 §5.3)', () => {
  it('writes a partly filled segment twice', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    writer.append(traceRecord(4056 + 4000, 1));
    writer.flush();
    expect(segmentOf(fs, 3)).toEqual(segmentOf(fs, 2));
    expect(readStream(fs).logs[0]!.walk.shadow).toBe(3);
  });

  it('rewrites it alone and makes that durable before the shadow goes', () => {
    const inner = folderWithLogs();
    const writer = LogWriter.create(writerOptions(inner), { lGeneration: 1 });
    writer.append(traceRecord(100, 1));
    writer.close();
    const fs = createFailingFileSystem(inner);
    const again = LogWriter.resume(writerOptions(fs), currentOf(inner));
    again.append(traceRecord(100, 2));
    again.flush();
    again.append(traceRecord(6000, 3));
    const before = fs.trace.length;
    again.flush();
    expect(fs.trace.slice(before).map(({ operation }) => operation)).toEqual([
      'write',
      'sync',
      'write',
      'sync',
    ]);
  });

  it('writes a segment that has just become full over its own shadow', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    writer.append(traceRecord(100, 1));
    writer.flush();
    writer.append(traceRecord(3956, 2));
    writer.flush();
    expect(segmentOf(fs, 2)).toEqual(segmentOf(fs, 1));
    writer.append(traceRecord(100, 3));
    writer.flush();
    expect(readStream(fs).records).toHaveLength(3);
  });

  it('flushes nothing twice', () => {
    const fs = createFailingFileSystem(folderWithLogs());
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    writer.append(traceRecord(100, 1));
    writer.flush();
    const before = fs.trace.length;
    writer.flush();
    expect(fs.trace).toHaveLength(before);
  });
});

describe('durableSegment', () => {
  it('is behind the first record that is not durable yet', () => {
    const writer = LogWriter.create(writerOptions(folderWithLogs()), { lGeneration: 1 });
    const segment = (isec: number): number => 65536 + isec;
    writer.append(traceRecord(100, 1));
    expect(writer.durableSegment).toBe(segment(0));
    writer.flush();
    expect(writer.durableSegment).toBe(segment(1));
    // Its position is in segment 1, the record itself in segments 1 to 3.
    writer.append(traceRecord(9000, 2));
    expect(writer.durableSegment).toBe(segment(0));
    writer.append(traceRecord(9000, 2));
    expect(writer.durableSegment).toBe(segment(0));
    writer.flush();
    expect(writer.durableSegment).toBe(segment(5));
    writer.rollOver();
    expect(writer.durableSegment).toBe(2 * 65536 + 1);
  });
});

function currentOf(fs: FileSystem): Parameters<typeof LogWriter.resume>[1] {
  const { header, walk } = readStream(fs).logs.at(-1)!;
  return { header, lastSegment: walk.lastSegment, accumulatedChecksum: walk.accumulatedChecksum };
}

describe('resume', () => {
  it('goes on in a fresh segment', () => {
    const fs = folderWithLogs();
    const first = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    first.append(traceRecord(100, 1));
    first.close();
    const second = LogWriter.resume(writerOptions(fs), currentOf(fs));
    expect(formatLgpos(second.append(traceRecord(100, 2)))).toBe('1:2:0');
    second.rollOver();
    second.append(traceRecord(100, 3));
    second.close();
    expect(readStream(fs).records).toHaveLength(3);
  });

  it('rolls a full log over with the first record', () => {
    const fs = folderWithLogs();
    const first = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    while (first.lgposNext.isec < 10) first.append(traceRecord(1000, 1));
    first.close();
    const second = LogWriter.resume(writerOptions(fs), currentOf(fs));
    expect(formatLgpos(second.append(traceRecord(100, 2)))).toBe('2:1:0');
    second.close();
    expect(readStream(fs).logs).toHaveLength(2);
  });

  it('puts a torn last segment right before its shadow is overwritten', () => {
    const fs = folderWithLogs();
    const first = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    first.append(traceRecord(100, 1));
    first.close();
    const file = fs.openSync('logs/edb.log', 'readWrite');
    file.writeSync(new Uint8Array(600).fill(0xee), segmentSize + 700);
    file.closeSync();
    const second = LogWriter.resume(writerOptions(fs), currentOf(fs));
    second.append(traceRecord(5000, 2));
    second.close();
    const { logs, records } = readStream(fs);
    expect(records).toHaveLength(2);
    expect(logs[0]!.walk.problems).toEqual([]);
  });

  it('finds a current log that is written in capitals', () => {
    const fs = folderWithLogs();
    LogWriter.create(writerOptions(fs), { lGeneration: 1 }).close();
    fs.renameSync('logs/edb.log', 'logs/EDB.LOG');
    const writer = LogWriter.resume(writerOptions(fs), currentOf(fs));
    writer.rollOver();
    writer.close();
    expect(fs.readDirectorySync('logs')).toEqual(['edb.log', 'edb00000001.log']);
  });

  it('needs a current log', () => {
    const fs = folderWithLogs();
    LogWriter.create(writerOptions(fs), { lGeneration: 1 }).close();
    const current = currentOf(fs);
    fs.removeFileSync('logs/edb.log');
    const resume = (): unknown => LogWriter.resume(writerOptions(fs), current);
    expect(resume).toThrow(expect.objectContaining({ name: 'JET_errMissingLogFile' }));
  });
});

describe('failures', () => {
  it('ends the writer at the first failed write, and stays that way', () => {
    const inner = folderWithLogs();
    const counting = createFailingFileSystem(inner);
    const done = LogWriter.create(writerOptions(counting), { lGeneration: 1 });
    const failAt = counting.trace.length + 1;
    done.close();
    inner.removeFileSync('logs/edb.log');
    const fs = createFailingFileSystem(inner, { failAt, error: 'JET_errDiskFull' });
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    writer.append(traceRecord(100, 1));
    for (const call of [
      () => writer.flush(),
      () => writer.append(traceRecord(10, 2)),
      () => writer.rollOver(),
    ]) {
      expect(call).toThrow(expect.objectContaining({ name: 'JET_errLogDiskFull' }));
    }
    writer.close();
  });

  it('does not take a name that is there', () => {
    const fs = folderWithLogs();
    const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
    fs.openSync('logs/edb00000001.log', 'createNew').closeSync();
    const refused = expect.objectContaining({ name: 'JET_errFileAccessDenied' });
    expect(() => writer.rollOver()).toThrow(refused);
    expect(() => LogWriter.create(writerOptions(fs), { lGeneration: 9 })).toThrow(refused);
    writer.append(traceRecord(100, 1));
    writer.close();
  });

  it('logs nothing in a generation that the databases were not told of', () => {
    const onRollOver = (): void => {
      throw new Error('no disk for headers');
    };
    const options = writerOptions(folderWithLogs(), { onRollOver });
    const writer = LogWriter.create(options, { lGeneration: 1 });
    expect(() => writer.rollOver()).toThrow('no disk for headers');
    const refused = expect.objectContaining({ name: 'JET_errLogWriteFail' });
    expect(() => writer.append(traceRecord(10, 1))).toThrow(refused);
  });
});
