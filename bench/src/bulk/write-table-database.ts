import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { decodeDatabaseHeader, pageFlag, pageOffset, PageView, stampPageChecksum, updateHeaderImage } from '@esekit/pages';
import { layOutPage, linesOfSmallPage } from '../database/page-image';
import { readSample, reLayPage, type SampleDatabase } from '../database/re-lay-sample';
import { pgnoOwnedExtents } from '../database/owned-extent';
import { buildTree, type TreePlan } from './build-tree';
import { catalogAdditions, longSegment, textSegment } from './catalog-nodes';
import { writeCatalogTrees } from './catalog-trees';
import { encodeRow } from './encode-row';
import { nodeLine, type TreeNode } from './nodes';
import { PageWriter } from './page-writer';
import { extentNode, spaceHeader, spacePages, writeSpaceTrees } from './space-pages';
import { valuesOf } from './values';

export interface TableShape {
  readonly rows: number;
  readonly pageSize: number;
  readonly hasSecondaryIndex: boolean;
}

/**
 * The format that is written, the newest that other readers know: those sum only as much of the header
 * as it had then, so that nothing may stand behind.
 */
const formatUpdate = 20;
const headerEnd = 668;

/**
 * Writes a clean database with a table of 20 columns, bottom up from sorted rows: the pages of the sample,
 * a catalog that names the new table, and its trees behind.
 */
export function writeTableDatabase(path: string, samplePath: string, shape: TableShape): void {
  const sample = readSample(readFileSync(samplePath));
  const { objidLast, dbtimeDirtied } = decodeDatabaseHeader(sample.header);
  const fd = openSync(path, 'w');
  try {
    const writer = new PageWriter(fd, shape.pageSize, dbtimeDirtied);
    copySample(writer, sample);
    const objid = objidLast + 1;
    const pgnoFDP = sample.pages + 1;
    const places = writeTable(writer, shape, pgnoFDP, objid);
    writeCatalogTrees(writer, sample, samplePath, catalogAdditions({ objid, pgnoFDP, index: places.index }));
    addOwnedExtent(writer, sample, places.pgnoLast);
    writer.flush();
    writeHeaders(fd, sample, shape.pageSize, objid + (places.index ? 1 : 0));
    ftruncateSync(fd, pageOffset(places.pgnoLast + 1, shape.pageSize));
  } finally {
    closeSync(fd);
  }
}

function copySample(writer: PageWriter, sample: SampleDatabase): void {
  const page = new Uint8Array(writer.pageSize);
  for (let pgno = 1; pgno <= sample.pages; pgno++) {
    reLayPage(sample, pgno, page);
    clearReservedTags(page, pgno);
    writer.copy(pgno, page);
  }
}

/** Older formats have the count of tags in all of the field. */
function clearReservedTags(page: Uint8Array, pgno: number): void {
  if (page.every((byte) => byte === 0)) return;
  new PageView(page).ctagReserved = 0;
  stampPageChecksum(page, pgno);
}

interface WrittenTable {
  readonly pgnoLast: number;
  readonly index: { readonly objid: number; readonly pgnoFDP: number } | undefined;
}

/** The table owns everything behind the sample: its own pages, and those of its index behind them. */
function writeTable(writer: PageWriter, shape: TableShape, pgnoFDP: number, objid: number): WrittenTable {
  const plan = planOf(pgnoFDP, objid, true, 0);
  // The space header has to say how many pages there are, so the root is written with the rest at the end.
  const table = { ...plan, header: spaceHeader(pgnoFDP, 0, 1, true) };
  const pgnoIndex = buildTree(writer, table, rowNodes(shape.rows));
  const index = shape.hasSecondaryIndex ? { objid: objid + 1, pgnoFDP: pgnoIndex } : undefined;
  const pgnoEnd = index ? writeIndex(writer, shape, index, pgnoFDP) : pgnoIndex;
  const extent = { pgnoLast: pgnoEnd - 1, pages: pgnoEnd - pgnoFDP };
  new DataView(table.header.buffer).setUint32(0, extent.pages, true);
  writeSpaceTrees(writer, pgnoFDP, plan, [extent], []);
  return { pgnoLast: extent.pgnoLast, index };
}
