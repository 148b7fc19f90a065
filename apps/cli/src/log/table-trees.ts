import { equalSignatures, JetError, type Signature } from '@esekit/core';
import { openDatabase, type Database, type TableSchema } from '@esekit/engine';
import { readInstanceFolder, type Attachment, type DecodedRecord } from '@esekit/log';
import type { Environment } from '../environment';
import { isDamage } from '../database/damage';

/** The trees of wanted tables in one database, or in any when only their numbers are known. */
interface WantedTrees {
  readonly signDb: Signature | undefined;
  readonly objids: ReadonlySet<number>;
}

/** Picks the records that concern wanted tables: their rows, indexes, long values and pages. */
export class TableFilter {
  readonly #wanted: readonly WantedTrees[];
  /** What the log says is attached, by dbid. */
  readonly #attached = new Map<number, Signature>();

  constructor(wanted: readonly WantedTrees[]) {
    this.#wanted = wanted;
  }

  /** To be called with the list of each log's header, which says it anew. */
  startLog(attachments: readonly Attachment[]): void {
    for (const { dbid, signDb } of attachments) this.#attached.set(dbid, signDb);
  }

  /** To be called with every record, since attachments matter to those behind them. */
  takes({ type, fields }: DecodedRecord): boolean {
    const dbid = fields['dbid'] as number | undefined;
    if (dbid === undefined) return false;
    if (type === 'CreateDB' || type === 'AttachDB') this.#attached.set(dbid, fields['signDb'] as Signature);
    const objid = (fields['objidFDP'] ?? fields['objid']) as number | undefined;
    if (objid === undefined) return false;
    const attached = this.#attached.get(dbid);
    return this.#wanted.some(
      ({ signDb, objids }) =>
        objids.has(objid) &&
        (signDb === undefined || attached === undefined || equalSignatures(signDb, attached)),
    );
  }
}

/**
 * Finds the trees of tables in the databases beside the logs: as they stand, or, where the logs have made the
 * table, as recovery would leave them. A number is an object id, when no table is called so.
 *
 * @throws JET_errObjectNotFound
 */
export async function findTables(
  env: Environment,
  folder: string,
  names: readonly string[],
): Promise<TableFilter> {
  const { databases } = await readInstanceFolder(env.fs, folder);
  const paths = databases.map((name) => env.fs.join(folder, name));
  const wanted: WantedTrees[] = [];
  for (const name of names) {
    const found = await treesOf(env, paths, name);
    if (found.length > 0) wanted.push(...found);
    else if (/^[0-9]+$/.test(name)) wanted.push({ signDb: undefined, objids: new Set([Number(name)]) });
    else throw notFound(folder, name, databases);
  }
  return new TableFilter(wanted);
}

async function treesOf(env: Environment, paths: readonly string[], name: string): Promise<WantedTrees[]> {
  const found: WantedTrees[] = [];
  for (const path of paths) {
    const trees = (await treesIn(env, path, name, false)) ?? (await treesIn(env, path, name, true));
    if (trees !== undefined) found.push(trees);
  }
  return found;
}

/** `undefined` when the database has no such table, or cannot be read or recovered. */
async function treesIn(
  env: Environment,
  path: string,
  name: string,
  withLogs: boolean,
): Promise<WantedTrees | undefined> {
  try {
    if (!withLogs) {
      using database = openDatabase(env.fs, path, { onLoss: () => undefined });
      return treesOfTable(database, name);
    }
    const { openWithLogs } = await import('../recovery/open-with-logs');
    const { database, close } = await openWithLogs(env, path, {}, { onLoss: () => undefined });
    try {
      return treesOfTable(database, name);
    } finally {
      database.close();
      close();
    }
  } catch (failure) {
    if (JetError.isInstance(failure) && (withLogs || isDamage(failure))) return undefined;
    throw failure;
  }
}

function treesOfTable({ tables, header }: Database, name: string): WantedTrees | undefined {
  const wanted = name.toLowerCase();
  const table = tables.find((schema) => schema.name.toLowerCase() === wanted);
  return table === undefined ? undefined : { signDb: header.signDb, objids: objidsOf(table) };
}

function objidsOf({ objidFDP, indexes, longValues }: TableSchema): Set<number> {
  const objids = new Set([objidFDP, ...indexes.map((index) => index.objidFDP)]);
  if (longValues !== undefined) objids.add(longValues.objidFDP);
  return objids;
}

function notFound(folder: string, name: string, databases: readonly string[]): JetError {
  const where =
    databases.length === 0 ? `there is no database in ${folder}` : `no database in ${folder} has it`;
  return new JetError('JET_errObjectNotFound', `table ${name}: ${where}`, {
    hint: '--table also takes an object id, as the records name it (objidFDP).',
  });
}
