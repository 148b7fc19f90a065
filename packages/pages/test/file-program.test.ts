import type { File, FileSystem } from '@esekit/core';
import { createFailingFileSystem, type FailureOptions } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { run, runSync, type FileProgram } from '../src/file-program';
import {
  readFlushMap,
  readFlushMapHeader,
  readFlushMapHeaderSync,
  readFlushMapSync,
} from '../src/flush-map/flush-map-reader';
import {
  attachFlushMap,
  attachFlushMapSync,
  detachFlushMap,
  detachFlushMapSync,
  flushFlushMap,
  flushFlushMapSync,
} from '../src/flush-map/flush-map-writer';
import { readDatabaseHeader, readDatabaseHeaderSync } from '../src/header/header-copies';
import { writeDatabaseHeader, writeDatabaseHeaderSync } from '../src/header/header-writer';
import { buildDatabase, signature, someTime } from './fixture/database';
import { contentOf, memoryWith, sameBytes } from './fixture/files';
import { attachedHeader, flushMapFile, mapWith } from './flush-map/flush-map-fixture';

/** What can be done with and without waiting does the same, whichever operation fails. */

const database = buildDatabase({ pages: 3 });
const states = { 1: 1, 40_000: 2 };
const mapFile = flushMapFile(mapWith(40_000, states));

function changedMap(): ReturnType<typeof mapWith> {
  const map = mapWith(40_000, states);
  for (const pgno of [1, 40_000]) map.record(pgno, 3, 0x200n);
  return map;
}

function headerImage(): Uint8Array {
  return database.slice(0, 4096);
}

const signatures = { signFlushMapHdrFlush: signature(10), signDbHdrFlush: signature(1) };
const changes = { dbtimeDirtied: 0x9000n };
const clock = (): typeof someTime => someTime;
const sign = (): typeof signatures => signatures;

interface Pair {
  readonly name: string;
  readonly waiting: (file: File) => Promise<unknown>;
  readonly direct: (file: File) => unknown;
}

const pairs: readonly Pair[] = [
  {
    name: 'writing a header',
    waiting: (file) => writeDatabaseHeader(file, headerImage(), changes, signature(5)),
    direct: (file) => writeDatabaseHeaderSync(file, headerImage(), changes, signature(5)),
  },
  { name: 'reading a header', waiting: readDatabaseHeader, direct: readDatabaseHeaderSync },
  { name: 'reading the header of a map', waiting: readFlushMapHeader, direct: readFlushMapHeaderSync },
  {
    name: 'reading a map',
    waiting: (file) => readFlushMap(file, 40_000),
    direct: (file) => readFlushMapSync(file, 40_000),
  },
  {
    name: 'attaching a map',
    waiting: (file) => attachFlushMap(file, attachedHeader, 6, someTime, signatures),
    direct: (file) => attachFlushMapSync(file, attachedHeader, 6, someTime, signatures),
  },
  {
    name: 'flushing a map',
    waiting: (file) => flushFlushMap(file, changedMap(), attachedHeader, 8, clock, sign),
    direct: (file) => flushFlushMapSync(file, changedMap(), attachedHeader, 8, clock, sign),
  },
  {
    name: 'detaching a map',
    waiting: (file) => detachFlushMap(file, changedMap(), attachedHeader, someTime, signatures),
    direct: (file) => detachFlushMapSync(file, changedMap(), attachedHeader, someTime, signatures),
  },
];

interface Outcome {
  readonly operations: string;
  readonly result: unknown;
  readonly disk: FileSystem;
}

/** Runs one of a pair on a file; a failure is its result. */
async function outcome(
  start: Uint8Array,
  options: FailureOptions,
  work: (file: File) => unknown,
): Promise<Outcome> {
  const disk = memoryWith({ 'a.edb': start });
  const fs = createFailingFileSystem(disk, options);
  const file = fs.openSync('a.edb', 'readWrite');
  let result: unknown;
  try {
    result = await work(file);
  } catch (error) {
    result = String(error);
  }
  return { operations: fs.trace.map(({ operation }) => operation).join(' '), result, disk };
}

describe.each(pairs)('$name', ({ name, waiting, direct }) => {
  const start = name.includes('map') ? mapFile.subarray(0, mapFile.length - 100) : database;

  it('is the same without waiting', async () => {
    const count = (await outcome(start, {}, waiting)).operations.split(' ').length;
    expect(count).toBeGreaterThan(1);
    for (let failAt = 1; failAt <= count; failAt++) {
      const options = { failAt: failAt + 1, tornBytes: 600 };
      const a = await outcome(start, options, waiting);
      const b = await outcome(start, options, direct);
      expect([b.operations, b.result]).toEqual([a.operations, a.result]);
      expect(sameBytes(contentOf(b.disk, 'a.edb'), contentOf(a.disk, 'a.edb'))).toBe(true);
    }
  });
});

describe('a program', () => {
  function* program(): FileProgram<string> {
    const target = new Uint8Array(8);
    const length = yield { do: 'read', target, position: 2 };
    yield { do: 'extend', size: 2 };
    yield { do: 'extend', size: 6 };
    yield { do: 'write', source: Uint8Array.of(9), position: 4 };
    yield { do: 'sync' };
    return `${length}: ${target.join()}`;
  }

  it('is told what was read, and says what came of it', async () => {
    for (const ran of [run, runSync]) {
      const fs = memoryWith({ a: Uint8Array.of(1, 2, 3) });
      expect(await ran(fs.openSync('a', 'readWrite'), program())).toBe('1: 3,0,0,0,0,0,0,0');
      expect([...contentOf(fs, 'a')]).toEqual([1, 2, 3, 0, 9, 0]);
    }
  });
});
