import { JetError } from '@esekit/core';
import type { Database, IndexSchema, Table } from '@esekit/engine';

/** @throws JET_errObjectNotFound, with what shows the names there are */
export function findTable(database: Database, name: string): Table {
  const wanted = name.toLowerCase();
  const schema = database.tables.find((table) => table.name.toLowerCase() === wanted);
  if (schema) return database.table(schema.name);
  throw new JetError('JET_errObjectNotFound', `${database.path} has no table ${name}`, {
    hint: `esekit tables ${database.path} lists the tables.`,
  });
}

/** @throws JET_errIndexNotFound, with the names there are */
export function findIndex({ name: table, indexes }: Table, name: string): IndexSchema {
  const wanted = name.toLowerCase();
  const schema = indexes.find((index) => index.name.toLowerCase() === wanted);
  if (schema) return schema;
  const names = indexes.map((index) => index.name).join(', ');
  throw new JetError('JET_errIndexNotFound', `table ${table} has no index ${name}`, {
    hint: names === '' ? 'The table has no indexes.' : `Its indexes: ${names}`,
  });
}
