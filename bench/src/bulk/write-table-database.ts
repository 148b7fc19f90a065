import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import {
  decodeDatabaseHeader,
  pageFlag,
  pageOffset,
  PageView,
  stampPageChecksum,
  updateHeaderImage,
} from '@esekit/pages';
import { layOutPage, linesOfSmallPage } from '../database/page-image';
import { readSample, reLayPage, type SampleDatabase } from '../database/re-lay-sample';
import { pgnoOwnedExtents } from '../database/owned-extent';
import { buildTree } from './build-tree';
import { catalogAdditions, longSegment, textSegment } from './catalog-nodes';
import { writeCatalogTrees } from './catalog-trees';
import { encodeRow } from './encode-row';
import { nodeLine, type TreeNode } from './nodes';
import { PageWriter } from './page-writer';
import { extentNode, writeSpaceTrees } from './space-pages';
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
function writeTable(writer: PageWriter, shape: TableShape, pgnoRoot: number, objidFDP: number): WrittenTable {
  const table = { pgnoRoot, objidFDP, isUnique: true, kindFlags: 0, pgnoParent: 1 };
  const own = buildTree(writer, table, rowNodes(shape.rows));
  if (!shape.hasSecondaryIndex) {
    writeSpaceTrees(writer, table, [own]);
    return { pgnoLast: own.pgnoLast, index: undefined };
  }
  const index = {
    pgnoRoot: own.pgnoLast + 1,
    objidFDP: objidFDP + 1,
    isUnique: false,
    kindFlags: pageFlag.index | pageFlag.nonUniqueKeys,
    pgnoParent: pgnoRoot,
  };
  const indexExtent = buildTree(writer, index, indexNodes(shape.rows));
  writeSpaceTrees(writer, index, [indexExtent]);
  writeSpaceTrees(writer, table, [own, indexExtent]);
  return { pgnoLast: indexExtent.pgnoLast, index: { objid: index.objidFDP, pgnoFDP: index.pgnoRoot } };
}

function* rowNodes(rows: number): Generator<TreeNode, void, void> {
  for (let id = 1; id <= rows; id++) yield { key: longSegment(id), data: encodeRow(valuesOf(id)) };
}

/** Entries by name, and among equal names by row. */
function* indexNodes(rows: number): Generator<TreeNode, void, void> {
  const entries = Array.from({ length: rows }, (_, i) => ({
    name: valuesOf(i + 1).Name.toUpperCase(),
    id: i + 1,
  }));
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
  for (const { name, id } of entries) yield { key: textSegment(name), data: longSegment(id) };
}

/** A second extent of the database, which holds the table. */
function addOwnedExtent(writer: PageWriter, sample: SampleDatabase, pgnoLast: number): void {
  const page = new Uint8Array(writer.pageSize);
  reLayPage(sample, pgnoOwnedExtents, page);
  const view = new PageView(page);
  const { dbtime, pgnoPrev, pgnoNext, objidFDP, flags } = view;
  const extent = extentNode({ pgnoLast, pages: pgnoLast - sample.pages });
  const lines = [...linesOfSmallPage(view), nodeLine(extent, new Uint8Array(0))];
  layOutPage(page, pgnoOwnedExtents, { dbtime, pgnoPrev, pgnoNext, objidFDP, flags, ctagReserved: 0 }, lines);
  stampPageChecksum(page, pgnoOwnedExtents);
  writer.copy(pgnoOwnedExtents, page);
}

function writeHeaders(fd: number, sample: SampleDatabase, cbPageSize: number, objidLast: number): void {
  const image = new Uint8Array(cbPageSize);
  image.set(sample.header.subarray(0, headerEnd));
  updateHeaderImage(image, {
    cbPageSize,
    objidLast,
    ulDaeUpdateMajor: formatUpdate,
    ulDaeUpdateMinor: 0,
    ulCreateUpdate: formatUpdate,
  });
  writeSync(fd, image, 0, cbPageSize, 0);
  writeSync(fd, image, 0, cbPageSize, cbPageSize);
}
