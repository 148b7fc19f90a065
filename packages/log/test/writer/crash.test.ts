import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { createFailingFileSystem, type FailureOptions } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { LogWriter, segmentSize } from '../../src/index';
import { readStream, traceRecord, writerOptions, type WrittenStream } from '../support/writer-stream';

/*
 * The machine loses power at the n-th operation on files, for every n: what was flushed before must be
 * readable, what is readable must be what was appended, in order, and the stream must go on.
 *
 * Faults allowed: any operation does not happen; a write lands up to any whole segment; the rewriting of
 * a partly filled segment, which is the only thing its shadow is for, tears at any sector of 512 bytes.
 * (A tear inside the eight bytes of the checksum can give them the value of a shadow, 20 §5.8 2a.)
 */

interface Run {
  readonly appended: Uint8Array[];
  /** How many of them were durable when the last flush came back. */
  durable: number;
}

/** Appends, flushes, fills and rolls over as the seed says, until it is done or the power is gone. */
function work(fs: FileSystem, seed: number, run: Run): void {
  const random = seededRandom(seed);
  const writer = LogWriter.create(writerOptions(fs), { lGeneration: 1 });
  for (let i = 0; i < 50; i++) {
    const size = random.below(8) === 0 ? 3000 + random.below(9000) : 5 + random.below(500);
    const record = traceRecord(size, random.below(1 << 30));
    run.appended.push(record);
    writer.append(record);
    if (random.below(6) === 0) writer.fillSegment();
    if (random.below(3) === 0) {
      writer.flush();
      run.durable = run.appended.length;
    }
    if (random.below(15) === 0) {
      writer.rollOver();
      run.durable = run.appended.length;
    }
  }
  writer.close();
  run.durable = run.appended.length;
}

function crash(seed: number, failure: FailureOptions): { fs: FileSystem; run: Run } {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('logs');
  const run: Run = { appended: [], durable: 0 };
  const failing = createFailingFileSystem(fs, { ...failure, afterwards: 'killed' });
  expect(() => work(failing, seed, run)).toThrow(/cannot be written|made to fail|was killed/);
  return { fs, run };
}

function expectReadable(stream: WrittenStream, run: Run): void {
  for (const { walk } of stream.logs) expect(walk.isCorrupt).toBe(false);
  expect(stream.records.length).toBeGreaterThanOrEqual(run.durable);
  expect(stream.records.length).toBeLessThanOrEqual(run.appended.length);
  const same = stream.records.every(({ bytes }, i) => Buffer.compare(bytes, run.appended[i]!) === 0);
  expect(same).toBe(true);
}

/** Continues behind the crash as recovery does, and reads everything again. */
function expectGoesOn(fs: FileSystem, before: WrittenStream): void {
  const last = before.logs.at(-1);
  const options = writerOptions(fs);
  let writer: LogWriter;
  if (last === undefined) {
    writer = LogWriter.create(options, { lGeneration: 1 });
  } else {
    const { header, walk } = last;
    const { lastSegment, accumulatedChecksum } = walk;
    writer = fs.statSync('logs/edb.log')
      ? LogWriter.resume(options, { header, lastSegment, accumulatedChecksum })
      : LogWriter.create(options, {
          lGeneration: header.lGeneration + 1,
          previous: { header, accumulatedChecksum },
        });
  }
  // What recovery writes first: behind an incomplete record nothing else is legal (20 §5.4).
  const first = new Uint8Array(9);
  first[0] = 51;
  writer.append(first);
  writer.append(traceRecord(7000, 200));
  writer.close();
  const { records, logs } = readStream(fs);
  expect(records).toHaveLength(before.records.length + 2);
  for (const { walk } of logs) expect(walk.isCorrupt).toBe(false);
}

/** Whether each write of a run rewrites a segment that has a shadow: alone, right before its copy. */
function rewritesOf(fs: FileSystem, seed: number): boolean[] {
  const rewrites: boolean[] = [];
  let end = 0;
  const open = fs.openSync.bind(fs);
  fs.openSync = (path, mode) => {
    const file = open(path, mode);
    const write = file.writeSync.bind(file);
    file.writeSync = (source, position) => {
      rewrites.push(source.length === segmentSize && position === end - 2 * segmentSize);
      end = position + source.length;
      write(source, position);
    };
    return file;
  };
  work(fs, seed, { appended: [], durable: 0 });
  return rewrites;
}

describe('a crash at every operation', () => {
  const seed = seedForRun('log-writer-crash');
  const memory = createMemoryFileSystem();
  memory.createDirectorySync('logs');
  const counting = createFailingFileSystem(memory);
  const rewrites = rewritesOf(counting, seed);
  const operations = counting.trace.length;

  it.for([0, segmentSize, 2 * segmentSize, 1 << 30])(
    'with %i bytes of the last write landed',
    (tornBytes) => {
      for (let failAt = 1; failAt <= operations; failAt++) {
        const { fs, run } = crash(seed, { failAt, tornBytes });
        const stream = readStream(fs);
        expectReadable(stream, run);
        expectGoesOn(fs, stream);
      }
    },
  );

  it('with the rewriting of a partly filled segment torn at any sector', () => {
    const writes = counting.trace.filter(({ operation }) => operation === 'write');
    expect(writes).toHaveLength(rewrites.length);
    const failures = writes.filter((_, i) => rewrites[i]);
    expect(failures.length).toBeGreaterThan(0);
    for (const { index: failAt } of failures) {
      for (let tornBytes = 512; tornBytes < segmentSize; tornBytes += 512) {
        const { fs, run } = crash(seed, { failAt, tornBytes });
        const stream = readStream(fs);
        expectReadable(stream, run);
        expectGoesOn(fs, stream);
      }
    }
  });
});
