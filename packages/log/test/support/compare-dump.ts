import { createNodeFileSystem } from '@esekit/core/node';
import { expect } from 'vitest';
import {
  formatLogVersion,
  loadLogHeader,
  scanLog,
  storedSegmentChecksum,
  recordTypeName,
  verifyLog,
  type LogVerification,
} from '../../src/index';
import { decodeProblem } from './decode-check';
import type { LogDump } from './dump';

/** What a comparison looked at, so that a green run shows that it saw something. */
export interface Compared {
  files: number;
  segments: number;
  records: number;
}

export const nothingCompared = (): Compared => ({ files: 0, segments: 0, records: 0 });

/** Short names of the engine's dumps seen for each of our type names, over all logs. */
export type SeenNames = Map<string, Set<string>>;

const fs = createNodeFileSystem();

function hex(n: number, width: number): string {
  return n.toString(16).toUpperCase().padStart(width, '0');
}

/** Position and stored checksum of every valid segment. */
async function storedChecksums(path: string): Promise<[string, bigint][]> {
  const file = await fs.open(path, 'read');
  const { header } = await loadLogHeader(file);
  const found: [string, bigint][] = [];
  await scanLog(file, {
    lGeneration: header.lGeneration,
    version: header,
    csecLGFile: header.csecLGFile,
    sink: {
      segment: (bytes, isec) =>
        found.push([`${hex(header.lGeneration, 8)},${hex(isec, 4)},0000`, storedSegmentChecksum(bytes)]),
      gap: (isec) => expect.unreachable(`gap at segment ${isec}`),
    },
  });
  await file.close();
  return found;
}

/** Checks one log against the engine's dump of it: header, end, checksums, every record and its fields. */
export async function compareWithDump(
  path: string,
  dump: LogDump,
  compared: Compared,
  names: SeenNames,
): Promise<LogVerification> {
  const positions: string[] = [];
  const misread: string[] = [];
  let bytes = 0;
  const log = await verifyLog(fs, path, {
    record(record) {
      const at = `${hex(record.lGeneration, 8)},${hex(record.isec, 4)},${hex(record.ib, 4)}`;
      const [, short = '(none)', line] = dump.records[positions.length] ?? [];
      const problem = decodeProblem(record, line);
      if (problem !== undefined) misread.push(problem);
      const name = recordTypeName(record.type)!;
      names.set(name, (names.get(name) ?? new Set()).add(short));
      positions.push(at);
      bytes += record.size;
    },
  });
  expect(misread, path).toEqual([]);
  const { header, lastSegment, accumulatedChecksum } = log.details;
  if (!dump.passed) {
    expect(log.ok, path).toBe(false);
    expect(log.problems[0]!.error, path).toBe('JET_errLogFileCorrupt');
    expect(positions.slice(0, dump.records.length), path).toEqual(dump.records.map(([at]) => at));
    return log;
  }
  expect(log.problems, path).toEqual([]);
  expect(log.generation, path).toBe(dump.generation);
  expect(formatLogVersion(header!), path).toBe(dump.version);
  if (dump.previousChecksum !== undefined) {
    expect(header!.checksumPrevLogAllSegments, path).toBe(dump.previousChecksum);
  }
  expect(header!.signLog.random, path).toBe(dump.random);
  expect(
    header!.attachments.map((a) => a.path.replace(/^.*[\\/]/, '')),
    path,
  ).toEqual(dump.attachments);
  const end = `0x${log.generation.toString(16)},${hex(lastSegment + 1, 1)},0`;
  expect(end, path).toBe(dump.lastLgpos);
  expect(accumulatedChecksum, path).toBe(dump.accumulatedChecksum);
  if (lastSegment === 0) {
    // The dump shows one NOP where there is no data at all.
    expect(
      dump.records.map(([, name]) => name),
      path,
    ).toEqual(['NOP']);
    expect(positions, path).toEqual([]);
  } else {
    expect(positions, path).toEqual(dump.records.map(([at]) => at));
    expect(positions.length, path).toBe(dump.recordCount);
    expect(bytes, path).toBe(dump.byteCount);
  }
  expect(await storedChecksums(path), path).toEqual(dump.segments);
  compared.files++;
  compared.segments += log.segments.good;
  compared.records += positions.length;
  return log;
}
