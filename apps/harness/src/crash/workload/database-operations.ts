import type { KnownDatabase, World } from './world';
import { folders, NothingToDo } from './world';

const databasesMost = 3;

/** A crash in the middle may leave a file or not; when the call returns, it is there. */
export async function createDatabase(world: World): Promise<void> {
  if (world.databases.size >= databasesMost) throw new NothingToDo();
  const path = `${folders.data}/d${world.names.next()}.edb`;
  const database: KnownDatabase = { path, state: 'creating', isAttached: false };
  world.databases.set(path, database);
  await world.instance.createDatabase(world.owner.engine, path);
  database.state = 'there';
  database.isAttached = true;
  world.ledger.latest.database(path);
}

export async function attachDatabase(world: World, path?: string): Promise<void> {
  const detached = [...world.databases.values()].filter(({ isAttached }) => !isAttached);
  if (detached.length === 0) throw new NothingToDo();
  const database = path === undefined ? world.random.pick(detached) : world.databases.get(path)!;
  await world.instance.attachDatabase(world.owner.engine, database.path);
  world.instance.openDatabase(world.owner.engine, database.path);
  database.isAttached = true;
}

/** Nobody is inside of a transaction. What was committed before is durable then: the log is in order. */
export async function detachDatabase(world: World): Promise<void> {
  const path = world.somePath();
  endTransactions(world);
  closeDatabase(world, path);
  const { pending } = world.ledger;
  const last = pending.at(-1);
  await world.instance.detachDatabase(world.owner.engine, path);
  world.databases.get(path)!.isAttached = false;
  if (last !== undefined) world.acknowledged(last);
}

/** Ends the instance in order. */
export async function terminate(world: World): Promise<void> {
  endTransactions(world);
  const last = world.ledger.pending.at(-1);
  await world.instance.term(world.random.below(4) === 0 ? 'abrupt' : 'complete');
  if (last !== undefined) world.acknowledged(last);
}

export function runTasks(world: World): void {
  if (world.tasks.length === 0) throw new NothingToDo();
  for (const task of world.tasks.splice(0)) task();
}

export function cleanUp(world: World): void {
  world.instance.idle();
}

function endTransactions(world: World): void {
  for (const worker of world.workers) {
    worker.closeTables();
    while (worker.levels.length > 0) worker.rollback();
  }
}

function closeDatabase(world: World, path: string): void {
  for (const open of [...world.owner.engine.openDatabases]) {
    if (open.database.path === path) world.instance.closeDatabase(open);
  }
}
