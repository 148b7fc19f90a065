import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { JetError } from '@esekit/core';
import { describeCorpus, engineArchives, temporaryFolder, unpackEngineArchive } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { openDatabase, type ColumnSchema, type Database, type Table } from '../../../src/index';
import { windowsDatabases } from '../../corpus/windows-databases';
import { deletedColumns, RecordRebuilder, type Difference } from './rebuild-record';

/** Takes every record of databases apart, builds it anew, and counts what came out. */
class Tally {
  readonly counts: Partial<Record<Difference, number>> = {};
  readonly unexplained: string[] = [];
  records = 0;
  /** Records that their writer must have asked something special for. */
  readonly asked = { intrinsic: 0, compressed: 0, array: 0 };

  database(name: string, database: Database): void {
    const deleted = deletedColumns(database);
    for (const { name: table, objidFDP } of database.tables) {
      this.#table(`${name} ${table}`, database.table(table), database, deleted.get(objidFDP) ?? []);
    }
  }

  #table(where: string, table: Table, { source, header }: Database, deleted: readonly ColumnSchema[]): void {
    // LIDs of eight bytes from update 70 on (12 §2.2).
    const lidSize = header.ulDaeUpdateMajor >= 70 ? 8 : 4;
    const rebuilder = new RecordRebuilder(table.schema, deleted, source.pageSize, lidSize);
    // Pages that cannot be read are the business of other tests.
    const cursor = table.cursor(() => undefined);
    const reader = table.reader();
    while (cursor.next()) {
      const stored = reader.read(cursor);
      this.records++;
      const difference = this.#difference(rebuilder, stored);
      this.counts[difference] = (this.counts[difference] ?? 0) + 1;
      if (difference !== 'unexplained' || this.unexplained.length >= 20) continue;
      const hex = Buffer.from(stored.bytes.subarray(stored.start, stored.end)).toString('hex');
      let at = 0;
      while (at < hex.length && hex[at] === this.#built[at]) at++;
      const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 120);
      this.unexplained.push(`${where} at ${at >> 1}: ${around(hex)} / ${around(this.#built)}`);
    }
    this.asked.intrinsic += rebuilder.asked.intrinsic;
    this.asked.compressed += rebuilder.asked.compressed;
    this.asked.array += rebuilder.asked.array;
  }

  #built = '';

  #difference(rebuilder: RecordRebuilder, stored: Parameters<RecordRebuilder['rebuild']>[0]): Difference {
    try {
      const built = rebuilder.rebuild(stored);
      const difference = rebuilder.compare(stored, built);
      if (difference === 'unexplained') this.#built = Buffer.from(built).toString('hex');
      return difference;
    } catch (error) {
      this.#built = String(error);
      return 'unexplained';
    }
  }

  toString(): string {
    return `${this.records} records ${JSON.stringify(this.counts)}, asked ${JSON.stringify(this.asked)}`;
  }
}

describeCorpus('records of real databases, taken apart and built anew (11)', () => {
  const folder = temporaryFolder();
  const files = createNodeFileSystem();

  it('of Windows', () => {
    const tally = new Tally();
    for (const { name, database } of windowsDatabases(folder, () => undefined))
      tally.database(name, database);
    console.log(`Windows: ${tally.toString()}`);
    expect(tally.unexplained).toEqual([]);
  }, 300_000);

  it('of the engine', () => {
    const tally = new Tally();
    let databases = 0;
    for (const archive of engineArchives()) {
      const root = unpackEngineArchive(archive, folder);
      for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
        if (!path.endsWith('.edb')) continue;
        const database = tryOpen(join(root, path));
        if (!database) continue;
        databases++;
        tally.database(`${archive}/${path}`, database);
        database.close();
      }
    }
    console.log(`engine: ${databases} databases, ${tally.toString()}`);
    expect(tally.unexplained).toEqual([]);
  }, 300_000);

  /** Dirty databases may have no readable catalog yet. */
  function tryOpen(path: string): Database | undefined {
    try {
      return openDatabase(files, path, { onLoss: () => undefined });
    } catch (error) {
      if (JetError.isInstance(error)) return undefined;
      throw error;
    }
  }
});
