import * as databases from './database-operations';
import * as longValues from './long-value-operations';
import * as rows from './row-operations';
import * as schema from './schema-operations';
import * as transactions from './transaction-operations';
import type { Worker } from './worker';
import type { World } from './world';

export interface Operation {
  readonly name: string;
  /** How often it is chosen, against the others. */
  readonly weight: number;
  readonly run: (world: World, worker: Worker) => void | Promise<void>;
}

/** Everything that a session of the workload may do. */
export const operations: readonly Operation[] = [
  { name: 'insert', weight: 24, run: rows.insertRow },
  { name: 'insert many', weight: 3, run: rows.insertRows },
  { name: 'replace', weight: 22, run: rows.replaceRow },
  { name: 'delete', weight: 8, run: rows.deleteRow },
  { name: 'delete many', weight: 2, run: rows.deleteRows },
  { name: 'escrow', weight: 12, run: rows.addToRow },
  { name: 'insert copy', weight: 8, run: rows.copyRow },
  { name: 'append to long value', weight: 9, run: longValues.appendLongValue },
  { name: 'overwrite long value', weight: 8, run: longValues.overwriteLongValue },
  { name: 'resize long value', weight: 4, run: longValues.resizeLongValue },
  { name: 'begin', weight: 22, run: transactions.begin },
  { name: 'roll back', weight: 5, run: transactions.rollback },
  { name: 'commit inner level', weight: 4, run: transactions.commitInner },
  { name: 'commit durably', weight: 7, run: transactions.commitDurably },
  { name: 'commit lazily', weight: 7, run: transactions.commitLazily },
  { name: 'commit together', weight: 4, run: transactions.commitTogether },
  { name: 'wait for commits', weight: 1, run: transactions.waitForCommits },
  { name: 'create table', weight: 4, run: schema.createTable },
  { name: 'delete table', weight: 2, run: schema.deleteTable },
  { name: 'rename table', weight: 1.5, run: schema.renameTable },
  { name: 'add column', weight: 2, run: schema.addColumn },
  { name: 'delete column', weight: 1.5, run: schema.deleteColumn },
  { name: 'create index', weight: 3, run: schema.createIndex },
  { name: 'delete index', weight: 2, run: schema.deleteIndex },
  { name: 'create database', weight: 0.5, run: databases.createDatabase },
  { name: 'attach database', weight: 1.5, run: (world) => databases.attachDatabase(world) },
  { name: 'detach database', weight: 0.7, run: databases.detachDatabase },
  { name: 'clean up', weight: 1, run: databases.cleanUp },
  { name: 'background', weight: 6, run: databases.runTasks },
];

const weightOfAll = operations.reduce((sum, { weight }) => sum + weight, 0);

/** Does `count` operations, or as many as happen before the process ends. */
export async function work(world: World, count: number): Promise<void> {
  for (let done = 0; done < count; done++) {
    if (world.isStopped || world.problems.length > 0) return;
    const { name, run } = someOperation(world);
    const worker = world.random.pick(world.workers);
    await world.act(name, () => run(world, worker));
  }
}

function someOperation(world: World): Operation {
  let left = (world.random.below(2 ** 30) / 2 ** 30) * weightOfAll;
  for (const operation of operations) {
    left -= operation.weight;
    if (left < 0) return operation;
  }
  return operations[0]!;
}
