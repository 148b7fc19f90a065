import { JetError } from '@esekit/core';
import { checkFile } from '@esekit/engine';
import type { KnownDatabase, World } from '../workload/world';
import { describeError } from '../workload/world';
import { compareDatabase } from './compare-database';
import { readDatabase, type ReadDatabase } from './read-database';

/**
 * Looks at what a crash and its recovery have left: every database that was acknowledged is there, clean, and without
 * damage; together they are in the state of a front of what was committed, with all that was acknowledged.
 *
 * @returns problems; the model goes on from the state that was found
 */
export async function judge(world: World): Promise<string[]> {
  const problems: string[] = [];
  const found = new Map<string, ReadDatabase>();
  for (const database of world.databases.values()) {
    const read = await inspect(world, database, problems);
    if (read !== undefined) found.set(database.path, read);
  }
  if (problems.length > 0) return problems;
  return settle(world, found);
}

async function inspect(
  world: World,
  database: KnownDatabase,
  problems: string[],
): Promise<ReadDatabase | undefined> {
  const { path, state } = database;
  const { bare } = world.disk;
  try {
    if (state === 'creating' && isUnfinished(world, path)) return undefined;
    const check: string[] = [];
    await checkFile(bare, path, ({ kind, severity, table, index, page, text }) => {
      world.tally.count(`check: ${severity}`, kind);
      if (severity === 'error')
        check.push(`${path}: ${kind} ${table ?? ''} ${index ?? ''} page ${page}: ${text}`);
    });
    problems.push(...check.slice(0, 6));
    const read = readDatabase(bare, path);
    database.state = 'there';
    return read;
  } catch (error) {
    problems.push(`${path} (${state}): ${describeError(error)}`);
    return undefined;
  }
}

/** The creation did not come to an end. What it left is taken away, as somebody would who tries again. */
function isUnfinished(world: World, path: string): boolean {
  const { bare } = world.disk;
  try {
    if (bare.statSync(path) !== undefined) {
      readDatabase(bare, path);
      return false;
    }
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
  }
  for (const name of [path, path.replace(/edb$/, 'jfm')]) {
    if (bare.statSync(name) !== undefined) bare.removeFileSync(name);
  }
  world.databases.delete(path);
  return true;
}

function settle(world: World, found: ReadonlyMap<string, ReadDatabase>): string[] {
  const { ledger, tally } = world;
  const pending = ledger.pending.length;
  let closest: string[] | undefined;
  for (const { state, kept } of ledger.candidates()) {
    const differences = [...found].flatMap(([path, read]) =>
      compareDatabase(read, state.database(path)).map((text) => `${path}: ${text}`),
    );
    if (differences.length === 0) {
      tally.count('lazy commits', 'there', kept);
      tally.count('lazy commits', 'lost', pending - kept);
      ledger.settle(kept);
      return [];
    }
    const text = `with ${kept} of ${pending} transactions that were not acknowledged: ${differences.join('; ')}`;
    if (closest === undefined || differences.length < closest.length) closest = [text];
  }
  return [`no state that may be left: ${closest?.join('')}`];
}
