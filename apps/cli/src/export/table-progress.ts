import { ownedExtents, type TreeCursor } from '@esekit/btree';
import type { Table } from '@esekit/engine';
import { isDamage } from '../database/damage';
import type { DatabaseSession } from '../database/database-session';

/** Shows how far a walk over a table is, of the bytes that the table owns. */
export function tableProgress(
  { database, progress }: DatabaseSession,
  table: Table,
): (cursor: TreeCursor) => void {
  const { sink } = progress;
  if (!sink) return () => {};
  const subject = `${database.path} ${table.name}`;
  let bytesTotal: number | undefined;
  return (cursor) => {
    // Only a table that takes long has its space looked up.
    bytesTotal ??= ownedBytes(table);
    sink({ subject, bytesDone: Math.floor(cursor.position * bytesTotal), bytesTotal });
  };
}

function ownedBytes({ tree }: Table): number {
  let pages = 0;
  try {
    for (const { pgnoFirst, pgnoLast } of ownedExtents(tree)) pages += pgnoLast - pgnoFirst + 1;
  } catch (error) {
    // How long it takes is not worth giving up the rows for.
    if (!isDamage(error)) throw error;
  }
  return Math.min(pages, tree.source.pageCount) * tree.source.pageSize;
}
