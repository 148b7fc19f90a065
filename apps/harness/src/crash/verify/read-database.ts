import type { FileSystem } from '@esekit/core';
import { openDatabase, type Row } from '@esekit/engine';

/** What is in a table, read from the file. */
export interface ReadTable {
  readonly columns: readonly string[];
  /** How many entries lead to a row, by index and row. */
  readonly indexes: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly rows: ReadonlyMap<number, Row>;
}

/** Tables of users by name. */
export type ReadDatabase = ReadonlyMap<string, ReadTable>;

/** Reads a clean database with the reader for files, which shares nothing with a running instance but the formats. */
export function readDatabase(fs: FileSystem, path: string): ReadDatabase {
  const database = openDatabase(fs, path);
  try {
    const tables = new Map<string, ReadTable>();
    for (const { name } of database.tables) {
      if (name.startsWith('MSys')) continue;
      const table = database.table(name);
      const rows = new Map(Array.from(table.rows(), (row) => [row['id'] as number, row]));
      const indexes = table.indexes.map((index) => {
        const counts = new Map<number, number>();
        for (const row of table.index(index.name).rows({ columns: ['id'] })) {
          const id = row['id'] as number;
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
        return [index.name, counts] as const;
      });
      const columns = table.schema.columns.map((column) => column.name);
      tables.set(name, { columns, rows, indexes: new Map(indexes) });
    }
    return tables;
  } finally {
    database.close();
  }
}
