import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createNodeFileSystem } from '@esekit/core/node';
import type { LossSink } from '@esekit/btree';
import { corpus, unpackFile } from '@esekit/testkit';
import { openDatabase, type Database } from '../../src/index';

/** A database that Windows made, with what an independent reader says about it. */
export interface WindowsDatabase {
  readonly name: string;
  readonly database: Database;
  readonly digest: Readonly<Record<string, TableDigest>>;
  readonly tables: readonly ExportedTable[];
  /** The archive of the other reader's export; `undefined` where that reader cannot open the file. */
  readonly esedbexport: string | undefined;
}

export interface TableDigest {
  readonly rows: number;
  readonly sha256: string;
  /** That reader gave up before the end of the table. */
  readonly stopped?: string;
}

/** A table of the first reader's export: rows are lines of JSON with sorted keys. */
export interface ExportedTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly id: number; readonly type: string }[];
  readonly indexes: readonly string[];
  readonly rows: readonly string[];
}

const files = createNodeFileSystem();

/** Every database of the Windows part of the corpus, open while the caller looks at it. */
export function* windowsDatabases(folder: string, onLoss?: LossSink): Generator<WindowsDatabase, void, void> {
  const root = corpus.path('windows');
  for (const item of readdirSync(root).sort()) {
    if (!statSync(join(root, item)).isDirectory()) continue;
    for (const file of readdirSync(join(root, item)).sort()) {
      if (!file.endsWith('.digest.json')) continue;
      const base = join(root, item, file.slice(0, -'.digest.json'.length));
      const database = openDatabase(files, unpackFile(`${base}.gz`, join(folder, item)), { onLoss });
      const esedbexport = `${base}.esedbexport.tar.gz`;
      yield {
        name: `${item}/${file.slice(0, -'.digest.json'.length)}`,
        database,
        digest: JSON.parse(readFileSync(`${base}.digest.json`, 'utf8')) as Record<string, TableDigest>,
        tables: exportedTables(gunzipSync(readFileSync(`${base}.dissect.jsonl.gz`)).toString('utf8')),
        esedbexport: existsSync(esedbexport) ? esedbexport : undefined,
      };
      database.close();
    }
  }
}

function exportedTables(text: string): ExportedTable[] {
  const tables: (ExportedTable & { rows: string[] })[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) tables.at(-1)!.rows.push(line.slice(2));
    else if (line !== '') {
      const { table, columns, indexes } = JSON.parse(line) as ExportedTable & { table: string };
      tables.push({ name: table, columns, indexes, rows: [] });
    }
  }
  return tables;
}
