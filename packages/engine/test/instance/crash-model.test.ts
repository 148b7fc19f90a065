import { describe, expect, it } from 'vitest';
import type { FileSystem } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import type { EngineInstance, EngineSession } from '../../src/instance';
import { checkFile, type CheckProblem } from '../../src/check';
import { DurableFileSystem } from './support/durable-file-system';
import { InstanceScene } from './support/instance-scene';
import { TreeRows } from './support/tree-rows';

/**
 * Sessions change trees of two databases, some commits wait and some do not, and at a random moment the power fails:
 * of what was not synced any part may be there. What was committed durably is there then, each transaction as a
 * whole or not at all, and nothing else.
 */

type Random = ReturnType<typeof seededRandom>;

const paths = ['data/a.edb', 'data/b.edb'] as const;

/** What a transaction did to one tree: the size of the data by key, 0 where it was deleted. */
type Changes = Map<number, number>;

class Workload {
  readonly durable = new DurableFileSystem();
  readonly trees: TreeRows[] = [];
  readonly sessions: EngineSession[] = [];
  /** By tree: what is committed, and durable. */
  readonly committed: Changes[] = [new Map(), new Map()];
  /** What was committed since, in order; it may be lost from the end. */
  readonly lazy: { readonly tree: number; readonly changes: Changes }[] = [];
  readonly #open = new Map<EngineSession, { tree: number; changes: Changes }>();

  constructor(readonly random: Random) {}

  async start(): Promise<EngineInstance> {
    const { random } = this;
    const scene = new InstanceScene({
      fs: this.durable.fs,
      checkpointDepth: 16_384 * (1 + random.below(8)),
      cacheBytes: 65_536 * (1 + random.below(4)),
      isCircular: random.below(2) === 0,
      versionPagesMost: 1024,
    });
    const instance = await scene.open();
    for (let i = 0; i < 4; i++) this.sessions.push(instance.beginSession());
    for (const path of paths) {
      const { database } = await instance.createDatabase(this.sessions[0]!, path);
      this.trees.push(TreeRows.create(this.sessions[0]!, database));
    }
    return instance;
  }

  async step(): Promise<void> {
    const { random } = this;
    const session = this.sessions[random.below(this.sessions.length)]!;
    const work = this.#open.get(session);
    if (work === undefined) {
      session.begin();
      this.#open.set(session, { tree: random.below(2), changes: new Map() });
      return;
    }
    const what = random.below(20);
    if (what < 16) this.#change(session, work.tree, work.changes);
    else {
      this.#open.delete(session);
      if (what === 16) session.rollback();
      else await this.#commit(session, work, what === 17);
    }
  }

  async #commit(
    session: EngineSession,
    work: { tree: number; changes: Changes },
    isLazy: boolean,
  ): Promise<void> {
    this.lazy.push(work);
    await session.commit({ isLazy });
    if (isLazy || work.changes.size === 0) return;
    for (const { tree, changes } of this.lazy.splice(0)) apply(this.committed[tree]!, changes);
  }

  /** Others may have the key: that is no matter of this test. */
  #change(session: EngineSession, tree: number, changes: Changes): void {
    const { random } = this;
    const rows = this.trees[tree]!;
    const n = random.below(400);
    const cb = 1 + random.below(random.below(8) === 0 ? 1500 : 200);
    const what = random.below(4);
    try {
      if (what < 2) rows.insert(session, n, 1, cb);
      else if (what === 2) rows.replace(session, n, cb);
      else rows.remove(session, n);
      changes.set(n, what === 3 ? 0 : cb);
    } catch (error) {
      const { name } = error as Error;
      if (!/KeyDuplicate|WriteConflict|RecordDeleted|RecordNotFound|NoCurrentRecord/.test(name)) throw error;
    }
  }
}

function apply(target: Changes, changes: Changes): void {
  for (const [key, cb] of changes) {
    if (cb === 0) target.delete(key);
    else target.set(key, cb);
  }
}

async function rowsAfter(fs: FileSystem, { trees }: Workload): Promise<Changes[]> {
  const scene = new InstanceScene({ fs });
  const instance = await scene.open();
  const session = instance.beginSession();
  const found: Changes[] = [];
  for (const [i, path] of paths.entries()) {
    await instance.attachDatabase(session, path);
    const { database } = instance.openDatabase(session, path);
    const { pgnoFDP, objidFDP } = trees[i]!.tree;
    found.push(TreeRows.at(database, pgnoFDP, objidFDP).sizes(session));
  }
  await instance.term();
  for (const path of paths) {
    const problems: CheckProblem[] = [];
    await checkFile(fs, path, (problem) => void problems.push(problem));
    // The trees of this test are in no catalog.
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
  return found;
}

/** The states that are right: all durable commits, and the first so many of the others. */
function* allowed({ committed, lazy }: Workload): Generator<Changes[]> {
  const state = committed.map((changes) => new Map(changes));
  yield state;
  for (const { tree, changes } of lazy) {
    apply(state[tree]!, changes);
    yield state;
  }
}

describe('a power failure at any time', () => {
  const seed = seedForRun('a power failure at any time');
  it.each(Array.from({ length: 12 }, (_, i) => seed + i))('seed %i', async (one) => {
    const random = seededRandom(one);
    const workload = new Workload(random);
    await workload.start();
    const steps = 200 + random.below(2500);
    for (let n = 0; n < steps; n++) await workload.step();
    const image = workload.durable.tornImage(() => random.below(2) === 0);
    const found = await rowsAfter(image, workload);
    const sorted = (changes: Changes) => [...changes].sort(([a], [b]) => a - b);
    const isFound = (state: Changes[]) =>
      JSON.stringify(state.map(sorted)) === JSON.stringify(found.map(sorted));
    let isRight = false;
    for (const state of allowed(workload)) isRight ||= isFound(state);
    if (!isRight) expect(found.map(sorted)).toEqual(workload.committed.map(sorted));
  });
});
