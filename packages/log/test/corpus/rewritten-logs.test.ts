import { basename } from 'node:path';
import { createMemoryFileSystem, logTimeNone, type FileSystem } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { afterAll, expect, it } from 'vitest';
import {
  copyRecordBytes,
  loadLogHeaderSync,
  LogWriter,
  parseLogFileName,
  recordTypeNumber,
  scanLogSync,
  segmentOffsets,
  segmentSize,
  walkSegmentLogSync,
  type LogHeader,
} from '../../src/index';
import { engineArchives, filesBelow, unpackEngineArchive } from '../support/corpus-files';
import { writerOptions } from '../support/writer-stream';

const { Init2, RecoveryUndo2 } = recordTypeNumber;
const disk = createNodeFileSystem();

interface RealLog {
  readonly header: LogHeader;
  readonly records: readonly Uint8Array[];
  /** Data areas of the segments up to the last one. */
  readonly segments: ReadonlyMap<number, Uint8Array>;
}

/** `undefined` for a log that a writer cannot write: cut off inside a record, or damaged. */
function read(fs: FileSystem, path: string): RealLog | undefined {
  const file = fs.openSync(path, 'read');
  try {
    const { header } = loadLogHeaderSync(file);
    const records: Uint8Array[] = [];
    const segments = new Map<number, Uint8Array>();
    const walk = walkSegmentLogSync(file, header, {
      record: (record) => records.push(copyRecordBytes(record)),
    });
    scanLogSync(file, {
      lGeneration: header.lGeneration,
      csecLGFile: header.csecLGFile,
      version: header,
      sink: {
        segment: (bytes, isec) => segments.set(isec, bytes.slice(segmentOffsets.data)),
        gap: () => undefined,
      },
    });
    const isWhole = !walk.isCorrupt && walk.incompleteRecord === undefined && walk.droppedRecords === 0;
    return isWhole ? { header, records, segments } : undefined;
  } finally {
    file.closeSync();
  }
}

/** Writes the records again, each run in fresh segments as the engine did. */
function rewrite({ header, records }: RealLog): RealLog {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('logs');
  const { csecLGFile, dbmsParam, lGeneration, signLog } = header;
  const options = writerOptions(fs, {
    csecLGFile,
    dbmsParam,
    signLog,
    version: header,
    now: () => logTimeNone,
  });
  let writer = LogWriter.create(options, { lGeneration });
  records.forEach((record, i) => {
    if (i > 0 && (record[0] === Init2 || record[0] === RecoveryUndo2)) {
      writer.close();
      const file = fs.openSync('logs/edb.log', 'read');
      const scan = scanLogSync(file, { lGeneration, csecLGFile, version: header });
      file.closeSync();
      writer = LogWriter.resume(options, { header: writer.header, ...scan });
    }
    writer.append(record);
  });
  expect(writer.lGeneration).toBe(lGeneration);
  writer.close();
  return read(fs, 'logs/edb.log')!;
}

describeCorpus('logs of the engine, written again record by record', () => {
  const folder = temporaryFolder();
  const seen = { logs: 0, segments: 0, passed: 0 };

  it.for(engineArchives())('%s', { timeout: 60_000 }, (archive) => {
    for (const path of filesBelow(unpackEngineArchive(archive, folder))) {
      const kind = parseLogFileName(basename(path))?.kind;
      if (kind !== 'archived' && kind !== 'current') continue;
      const real = read(disk, path);
      if (real === undefined || real.records.length === 0) {
        seen.passed++;
        continue;
      }
      const ours = rewrite(real);
      expect([...ours.segments.keys()], path).toEqual([...real.segments.keys()]);
      for (const [isec, data] of real.segments) {
        expect(Buffer.compare(ours.segments.get(isec)!, data), `${path}, segment ${isec}`).toBe(0);
      }
      seen.logs++;
      seen.segments += real.segments.size;
    }
  });

  afterAll(() => console.log(`rewritten: ${JSON.stringify(seen)}, ${segmentSize} bytes each`));
});
