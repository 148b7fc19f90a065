import type { TableSchema } from '@esekit/engine';
import type { DatabaseSession } from './database-session';
import { Pacer } from './pacer';

/** Counts the rows of a table by walking over it. Damaged pages are reported and passed over. */
export async function countRows(
  { env, database, damage }: DatabaseSession,
  { name }: TableSchema,
): Promise<number> {
  const pacer = new Pacer(env);
  const cursor = database.table(name).cursor(damage.lossSink(`rows of ${name}`));
  let rows = 0;
  while (cursor.next()) {
    rows++;
    if (pacer.isDue()) await pacer.pause();
  }
  return rows;
}
