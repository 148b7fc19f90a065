import type { Entry } from '../model/ledger';
import type { Worker } from './worker';
import { NothingToDo, type World } from './world';

const levelsMost = 7;

export function begin(_world: World, worker: Worker): void {
  if (worker.levels.length >= levelsMost) throw new NothingToDo();
  worker.begin();
}

export function rollback(_world: World, worker: Worker): void {
  if (worker.levels.length === 0) throw new NothingToDo();
  worker.rollback();
}

export function commitInner(_world: World, worker: Worker): void {
  if (worker.levels.length < 2) throw new NothingToDo();
  worker.commitInner();
}

export async function commitDurably(world: World, worker: Worker): Promise<void> {
  while (worker.levels.length > 1) worker.commitInner();
  await commitOutermost(world, worker, false);
}

export async function commitLazily(world: World, worker: Worker): Promise<void> {
  while (worker.levels.length > 1) worker.commitInner();
  await commitOutermost(world, worker, true);
}

/** Sessions that wait at the same time share a sync. */
export async function commitTogether(world: World): Promise<void> {
  const waiting = world.workers.filter(({ levels }) => levels.length === 1);
  if (waiting.length < 2) throw new NothingToDo();
  const ends = await Promise.allSettled(waiting.map((worker) => commitOutermost(world, worker, false)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Waits for what was committed lazily. */
export async function waitForCommits(world: World, worker: Worker): Promise<void> {
  const last = world.ledger.pending.at(-1);
  if (last === undefined) throw new NothingToDo();
  await worker.engine.waitForCommits();
  world.acknowledged(last);
}

async function commitOutermost(world: World, worker: Worker, isLazy: boolean): Promise<void> {
  const changes = worker.levels[0];
  if (changes === undefined) throw new NothingToDo();
  const entry: Entry = { changes, who: `${worker.name}: ${isLazy ? 'lazy' : 'durable'} commit` };
  world.ledger.submit(entry);
  const isDone = worker.engine.commit({ isLazy });
  // For all to see as soon as the call returns, durable when the promise is fulfilled.
  if (!world.isStopped) {
    worker.levels.pop();
    world.ledger.published(entry);
  }
  await isDone;
  // Of a transaction that changes nothing there is nothing to wait for.
  if (!isLazy && changes.length > 0) world.acknowledged(entry);
}
