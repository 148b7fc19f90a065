import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { PageBuffer, pageCount } from '@esekit/pages';
import { writeTableDatabase } from '../bulk/write-table-database';
import { readSample } from '../database/re-lay-sample';
import { ChangeLog, type TreeNames } from './change-log';
import {
  beginStream,
  databaseName,
  dirtyHeader,
  emptyFolder,
  writeHeaders,
  type DirtyStream,
} from './dirty-stream';
import { ModelPages } from './model-pages';
import { baseRows, changesPerTransaction, RowChanges, type RowChange } from './row-changes';
import { TableSpace } from './table-space';
import { TableWriter } from './table-writer';
import { writeBackupSet } from './backup-set';

export interface DirtyShape {
  /** Bytes of log, in whole generations. */
  readonly logBytes: number;
  readonly pageSize: number;
  readonly seed: number;
}

/** What the logs hold. */
export interface DirtyFacts {
  /** Committed transactions; one more is open at the end. */
  readonly transactions: number;
  readonly rows: number;
  /** Generations from the first to the last that has records. */
  readonly generations: number;
  /** Of the generations that are full. */
  readonly logBytes: number;
  /** Pages of the database after recovery. */
  readonly pages: number;
  /** Bytes of data of an Insert record, on average. */
  readonly insertBytes: number;
}

/** Bytes of pages of the model that stay in memory. */
const modelBudget = 512 << 20;
/** Transactions behind which what they have deleted is removed. */
const transactionsPerCleanUp = 20;
const procid = { rows: 2, cleanUp: 3 } as const;

/**
 * Writes an instance that was cut short: a database as it was when it was attached, the logs of everything
 * since, one transaction open, and a checkpoint at the attach. Beside it, in `set`, a backup of it.
 */
export function writeDirtyInstance(folder: string, samplePath: string, shape: DirtyShape): DirtyFacts {
  const { pageSize, seed, logBytes } = shape;
  const fs = createNodeFileSystem();
  const instance = join(folder, 'instance');
  emptyFolder(instance);
  const database = join(instance, databaseName);
  writeTableDatabase(database, samplePath, { rows: baseRows, pageSize, hasSecondaryIndex: false });
  const stream = beginStream(fs, instance, pageSize);
  const table = tableOf(stream, samplePath);
  const model = join(folder, 'model.edb');
  copyFileSync(database, model);
  const file = fs.openSync(model, 'readWrite');
  const buffer = new PageBuffer({ file, pageSize, budget: modelBudget });
  const pages = new ModelPages(buffer);
  const log = new ChangeLog(stream.writer, Number(stream.header.dbtimeDirtied));
  const space = new TableSpace(pages, log, table, pageCount(file.sizeSync(), pageSize));
  const work = new Workload(new TableWriter(pages, log, space, table), new RowChanges(seed));
  const { writer } = stream;
  const generationsMost = 1 + Math.ceil(logBytes / (writer.header.csecLGFile * writer.header.cbSec));
  while (writer.lGeneration <= generationsMost) work.transaction();
  const { transactions, rows } = work;
  work.leaveOpen();
  writer.rollOver();
  const generations = writer.lGeneration - 1;
  const { tmCreate } = writer.header;
  writer.close();
  const header = { ...stream.header, cbPageSize: pageSize };
  writeHeaders(database, dirtyHeader(header, 1, generations + 1, tmCreate));
  writeBackupSet(join(folder, 'set'), instance, header, generations);
  const pagesOwned = space.pgnoLast;
  buffer.close();
  file.closeSync();
  rmSync(model);
  // The first generation holds the attach and the last one what was left open: hardly anything.
  const bytes = (generations - 2) * statSync(join(instance, 'edb.log')).size;
  return {
    transactions,
    rows,
    generations,
    logBytes: bytes,
    pages: pagesOwned,
    insertBytes: work.insertBytes,
  };
}

/** The table that the sample does not have: behind its last page, with the next object id. */
function tableOf({ header }: DirtyStream, samplePath: string): TreeNames {
  const { pages } = readSample(readFileSync(samplePath));
  return { pgnoFDP: pages + 1, objidFDP: header.objidLast };
}

/** Runs the changes as transactions of two sessions, one of which cleans up behind the other. */
class Workload {
  transactions = 0;
  /** Rows there are after the last transaction. */
  rows = baseRows;
  readonly #writer: TableWriter;
  readonly #changes: RowChanges;
  #deleted: RowChange[] = [];

  constructor(writer: TableWriter, changes: RowChanges) {
    this.#writer = writer;
    this.#changes = changes;
  }

  get insertBytes(): number {
    return this.#writer.insertBytes / this.#writer.inserts;
  }

  transaction(): void {
    const { log } = this.#writer;
    const session = log.begin(procid.rows);
    for (let i = 0; i < changesPerTransaction; i++) {
      const change = this.#changes.next();
      this.#writer.write(session, change);
      if (change.kind === 'delete') this.#deleted.push(change);
    }
    log.commit(session);
    this.transactions++;
    this.rows = this.#changes.rows;
    if (this.transactions % transactionsPerCleanUp === 0) this.#cleanUp();
  }

  /** A transaction that the logs do not end. */
  leaveOpen(): void {
    const session = this.#writer.log.begin(procid.rows);
    for (let i = 0; i < changesPerTransaction / 2; i++) this.#writer.write(session, this.#changes.next());
  }

  #cleanUp(): void {
    const { log } = this.#writer;
    const session = log.begin(procid.cleanUp);
    for (const { id } of this.#deleted) this.#writer.cleanUp(session, id);
    log.commit(session);
    this.#deleted = [];
  }
}
