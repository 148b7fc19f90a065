import { closeSync, openSync, writeSync } from 'node:fs';
import { decodeDatabaseHeader, PageView, stampPageChecksum, updateHeaderImage } from '@esekit/pages';
import { keyNumberOffset, leafTemplates } from './leaf-templates';
import { extendOwnedExtent, pgnoOwnedExtents } from './owned-extent';
import { SeededNumbers } from './random';
import { readSample, reLayPage, type SampleDatabase } from './re-lay-sample';

const runBytes = 4 << 20;

export interface DatabaseShape {
  readonly pageSize: number;
  /** Bytes of the whole file, a multiple of 4 MiB. */
  readonly size: number;
  readonly seed: number;
}

/**
 * Writes a clean database of the given size: the pages of the sample, and behind them leaf pages of a
 * table that the catalog does not name. Everything that a verification looks at is right: checksums,
 * page numbers, structure, siblings, the owned range and the header.
 */
export function writeDatabase(path: string, sampleBytes: Uint8Array, shape: DatabaseShape): void {
  const { pageSize, size } = shape;
  const sample = readSample(sampleBytes);
  const pgnoLast = size / pageSize - 2;
  const header = decodeDatabaseHeader(sample.header);
  const objid = header.objidLast + 1;
  const fill = pageFiller(sample, shape, objid, header.dbtimeDirtied, pgnoLast);
  const image = new Uint8Array(pageSize);
  image.set(sample.header.subarray(0, Math.min(pageSize, sample.pageSize)));
  const dbtimeDirtied = header.dbtimeDirtied + BigInt(pgnoLast);
  updateHeaderImage(image, { cbPageSize: pageSize, objidLast: objid, dbtimeDirtied });
  const fd = openSync(path, 'w');
  try {
    const run = new Uint8Array(runBytes);
    for (let position = 0; position < size; position += runBytes) {
      for (let at = 0; at < runBytes; at += pageSize) {
        const page = run.subarray(at, at + pageSize);
        const pgno = (position + at) / pageSize - 1;
        if (pgno < 1) page.set(image);
        else fill(pgno, page);
      }
      writeSync(fd, run, 0, runBytes, position);
    }
  } finally {
    closeSync(fd);
  }
}

/** What writes page `pgno` into a buffer. */
function pageFiller(
  sample: SampleDatabase,
  { pageSize, seed }: DatabaseShape,
  objid: number,
  dbtime: bigint,
  pgnoLast: number,
): (pgno: number, page: Uint8Array) => void {
  const templates = leafTemplates(pageSize, objid, new SeededNumbers(seed));
  const pgnoFirst = sample.pages + 1;
  const dbtimeStart = Number(dbtime);
  return (pgno, page) => {
    if (pgno < pgnoFirst) {
      reLayPage(sample, pgno, page);
      if (pgno === pgnoOwnedExtents) extendOwnedExtent(page, pgnoLast);
      return;
    }
    page.set(templates[pgno % templates.length]!);
    const view = new PageView(page);
    view.setDbtime(0, dbtimeStart + pgno);
    view.pgnoPrev = pgno === pgnoFirst ? 0 : pgno - 1;
    view.pgnoNext = pgno === pgnoLast ? 0 : pgno + 1;
    const key = 0x8000_0000 + pgno - pgnoFirst;
    new DataView(page.buffer, page.byteOffset).setUint32(keyNumberOffset(pageSize), key);
    stampPageChecksum(page, pgno);
  };
}
