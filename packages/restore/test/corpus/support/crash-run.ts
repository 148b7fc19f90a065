import type { FileSystem } from '@esekit/core';
import {
  createFailingFileSystem,
  withPowerLoss,
  type FailingFileSystem,
  type TracedOperation,
} from '@esekit/core/testing';
import {
  comparePagesLogically,
  headerFacts,
  pagesOfFile,
  readFileOf,
  type FolderContents,
  type Random,
} from '@esekit/testkit';
import type { CrashFixture } from './crash-fixtures';
import { highestDbtime } from './highest-dbtime';
import { inMemory, memoryFolder } from './memory-folder';
import { runRecovery, type RecoveryRun } from './run-recovery';

/** What an undisturbed recovery makes of a fixture, and the operations in which it can be disturbed. */
export interface Undisturbed {
  readonly fixture: CrashFixture;
  readonly input: FolderContents;
  readonly code: number;
  readonly databases: ReadonlyMap<string, Uint8Array>;
  readonly dbtimeRedoMost: bigint;
  /** Of the databases: pages and sectors are written whole or not at all, see `wholeBytes`. */
  readonly pageSize: number;
  /** Operations that change something or make it durable, and those of a run with a small cache. */
  readonly moments: readonly TracedOperation[];
  readonly smallCacheMoments: readonly TracedOperation[];
}

function momentsOf({ trace }: FailingFileSystem): TracedOperation[] {
  return trace.filter(({ operation }) => momentous.has(operation));
}

const momentous = new Set(['write', 'truncate', 'rename', 'removeFile', 'sync']);

export async function undisturbed(fixture: CrashFixture): Promise<Undisturbed> {
  const input = await fixture.contents();
  const disk = inMemory(input);
  const dbtimeRedoMost = await highestDbtime(inMemory(input));
  const fs = createFailingFileSystem(disk);
  const run = recoverFixture(fixture, fs);
  const smallCacheFs = createFailingFileSystem(inMemory(input));
  recoverFixture(fixture, smallCacheFs, smallCache);
  if (run.code < 0)
    throw new Error(`${fixture.name} ends with ${String(run.error)} when nothing disturbs it`);
  return {
    fixture,
    input,
    code: run.code,
    databases: new Map(fixture.databases.map((path) => [path, readFileOf(disk, path)])),
    dbtimeRedoMost,
    pageSize: Math.max(...fixture.databases.map((path) => pagesOfFile(readFileOf(disk, path)).pageSize)),
    moments: momentsOf(fs),
    smallCacheMoments: momentsOf(smallCacheFs),
  };
}

function recoverFixture(fixture: CrashFixture, fs: FileSystem, cacheBytes?: number): RecoveryRun {
  return runRecovery(fs, memoryFolder, { ...fixture.options(fs), cacheBytes });
}

/** Room for a few pages only: changed ones are written while redo goes on. */
const smallCache = 1 << 16;

export interface CrashOutcome {
  /** What happened, for messages. */
  readonly story: readonly string[];
  /** What is not as after the undisturbed run. */
  readonly problems: readonly string[];
}

/**
 * Crashes the recovery of a fixture, one to three times at moments that the numbers choose, and recovers again. A
 * kill leaves everything that was written; half of the crashes lose the power instead.
 */
export function crashAndRecover(base: Undisturbed, random: Random): CrashOutcome {
  const disk = inMemory(base.input);
  const story: string[] = [];
  const crashes = random.pick([1, 1, 1, 1, 1, 2, 2, 3]);
  for (let number = 0; number < crashes; number++) {
    const isSmall = random.below(3) === 0;
    const moments = isSmall ? base.smallCacheMoments : base.moments;
    // Not the same way through the operations: a later crash comes earlier, so that most of them hit.
    const moment = moments[random.below(Math.ceil(moments.length / 2 ** number))];
    if (moment === undefined) break;
    const power = random.below(2) === 0 ? withPowerLoss(disk, base.pageSize) : undefined;
    const tornBytes = random.below(4) * base.pageSize;
    const fs = createFailingFileSystem(power?.fs ?? disk, {
      failAt: moment.index,
      afterwards: 'killed',
      tornBytes,
    });
    const run = recoverFixture(base.fixture, fs, isSmall ? smallCache : undefined);
    power?.losePower(random);
    const { operation, path, index } = fs.trace.at(-1)!;
    const end =
      run.code >= 0 ? 'ended' : `${power === undefined ? 'killed' : 'power lost'} at ${operation} ${path}`;
    story.push(`${end} (operation ${index}, ${tornBytes} bytes land${isSmall ? ', small cache' : ''})`);
  }
  const run = recoverFixture(base.fixture, disk);
  return { story, problems: compareWithUndisturbed(base, disk, run) };
}

function compareWithUndisturbed(base: Undisturbed, disk: FileSystem, run: RecoveryRun): string[] {
  // A warning about lost logs is given once: the crashed run has noted the loss in the header.
  if (run.code !== base.code && run.code !== 0)
    return [`code ${run.code} (${String(run.error)}), undisturbed ${base.code}`];
  return [...base.databases].flatMap(([path, undisturbedBytes]) => {
    const bytes = readFileOf(disk, path);
    const [ours, theirs] = [headerFacts(bytes), headerFacts(undisturbedBytes)];
    const problems: string[] = [];
    for (const field of ['state', 'genMinRequired', 'genMaxRequired', 'genMaxCommitted', 'pages'] as const) {
      if (ours[field] !== theirs[field])
        problems.push(`${path}: ${field} ${ours[field]}, undisturbed ${theirs[field]}`);
    }
    const { differences } = comparePagesLogically(pagesOfFile(bytes), pagesOfFile(undisturbedBytes), {
      dbtimeRedoMost: base.dbtimeRedoMost,
      describedMost: 4,
    });
    return [...problems, ...differences.map((text) => `${path} ${text}`)];
  });
}
