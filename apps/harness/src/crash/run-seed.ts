import { seededRandom, type Random } from '@esekit/testkit/random';
import { CrashDisk } from './disk/crash-disk';
import type { CrashPlan } from './disk/crash-gate';
import { crashPoints, phasesOf } from './disk/crash-points';
import type { PlantedBug } from './disk/planted-bugs';
import { settingsOf, type CrashSettings } from './settings';
import type { Tally } from './tally';
import { judge } from './verify/judge';
import { attachDatabase, createDatabase, terminate } from './workload/database-operations';
import { operations, work } from './workload/operations';
import { createTable } from './workload/schema-operations';
import { describeError, World } from './workload/world';

export interface SeedOutcome {
  readonly seed: number;
  readonly settings: CrashSettings;
  /** What happened, step by step. */
  readonly story: readonly string[];
  /** What must not be; nothing when all is well. */
  readonly problems: readonly string[];
}

export interface SeedOptions {
  readonly bug?: PlantedBug | undefined;
  /** The story tells of every operation. */
  readonly traces?: boolean;
}

/** Recoveries that may be stopped in a row. */
const recoveriesMost = 3;

/** Names that every campaign has to count. */
export function expectAll(tally: Tally): void {
  tally.expect('operations', [...operations.map(({ name }) => name), 'end in order']);
  tally.expect('faults', ['killed', 'power lost', ...['lost', 'torn', 'reordered', 'kept'].map(writeName)]);
  for (const group of ['crashes at work', 'crashes in recovery']) {
    const points = crashPoints.filter((point) => group === 'crashes at work' || !atWorkOnly.has(point));
    for (const point of points)
      tally.expect(
        group,
        phasesOf(point).map((phase) => `${phase} ${point}`),
      );
  }
}

/** Recovery makes databases only when their creation is in the logs it replays, and keeps the logs it finds. */
const atWorkOnly: ReadonlySet<string> = new Set(['database creation', 'log removal']);

function writeName(fate: string): string {
  return `writes ${fate} with the power`;
}

/**
 * One seed: rounds of work that end in a crash, or in order, each followed by a recovery, which may be stopped too. The
 * disk goes on from round to round, so that damage which is not seen at once has the chance to grow.
 */
export async function runSeed(
  seed: number,
  tally: Tally,
  { bug, traces = false }: SeedOptions = {},
): Promise<SeedOutcome> {
  const random = seededRandom(seed);
  const settings = settingsOf(random);
  const world = new World(new CrashDisk(settings.pageSize, bug), settings, random, tally);
  const story: string[] = [];
  if (traces) world.trace = (step) => void story.push(`  ${step}`);
  const rounds = 2 + random.below(3);
  for (let round = 0; round <= rounds && world.problems.length === 0; round++) {
    if (!(await start(world, story))) break;
    if (round === rounds) await finish(world, story);
    else await crash(world, story);
  }
  return { seed, settings, story, problems: world.problems };
}

/** Opens the instance, perhaps not at the first attempt, and looks at what it has recovered. */
async function start(world: World, story: string[]): Promise<boolean> {
  const { random, disk } = world;
  for (let attempt = 1; ; attempt++) {
    const isDisturbed = attempt <= recoveriesMost && world.databases.size > 0 && random.below(3) === 0;
    disk.gate.arm(isDisturbed ? somePlan(random) : undefined);
    try {
      await world.open();
      if (!world.isStopped) break;
    } catch (error) {
      if (!world.isStopped) {
        world.problems.push(`recovery: ${describeError(error)}`);
        return false;
      }
    }
    noteCrash(world, 'crashes in recovery', story);
  }
  disk.gate.arm(undefined);
  try {
    world.problems.push(...(await judge(world)));
  } catch (error) {
    world.problems.push(`look: ${describeError(error)}`);
  }
  story.push(`recovered, ${world.ledger.pending.length === 0 ? 'as it should be' : 'wrong'}`);
  return world.problems.length === 0;
}

/** A round of work, with its end. */
async function crash(world: World, story: string[]): Promise<void> {
  const { random, disk } = world;
  disk.gate.arm(random.below(8) === 0 ? undefined : somePlan(random));
  await begin(world);
  await work(world, 15 + random.below(70));
  if (!world.isStopped && random.below(6) === 0) {
    await world.act('end in order', () => terminate(world));
    if (!world.isStopped) {
      story.push('ended in order');
      world.tally.count('faults', 'none');
      return;
    }
  }
  if (world.problems.length > 0) return;
  noteCrash(world, 'crashes at work', story);
}

/** Databases to work on, and sessions. */
async function begin(world: World): Promise<void> {
  for (const { path } of [...world.databases.values()]) {
    if (world.random.below(8) > 0) await world.act('attach database', () => attachDatabase(world, path));
  }
  if (world.databases.size === 0) await world.act('create database', () => createDatabase(world));
  if (world.isStopped) return;
  world.beginWorkers();
  const worker = world.workers[0]!;
  await world.act('create table', () => {
    createTable(world, worker);
  });
}

/** Whatever has happened, the instance can be ended in order. */
async function finish(world: World, story: string[]): Promise<void> {
  await begin(world);
  await work(world, 5);
  await world.act('end in order', () => terminate(world));
  if (world.problems.length > 0 || world.isStopped) return;
  story.push('ended in order');
  world.problems.push(...(await judge(world)));
}

/** The process is gone; perhaps with the power. */
function noteCrash(world: World, group: string, story: string[]): void {
  const { disk, tally, random } = world;
  const { met } = disk.gate;
  const where = met === undefined ? 'between operations' : `${met.phase} ${met.point}`;
  if (met === undefined) disk.gate.stop();
  tally.count(group, where);
  const isPowerLost = random.below(5) > 1;
  tally.count('faults', isPowerLost ? 'power lost' : 'killed');
  story.push(
    `${group}: ${where}${met === undefined ? '' : ` ${met.nth}`}, ${isPowerLost ? 'power lost' : 'killed'}`,
  );
  if (!isPowerLost) return;
  for (const [fate, times] of Object.entries(disk.losePower(random)))
    tally.count('faults', writeName(fate), times as number);
}

function somePlan(random: Random): CrashPlan {
  const point = random.pick(crashPoints);
  const nth = 1 + random.below(random.pick([1, 1, 2, 5, 15, 40]));
  return { point, phase: random.pick(phasesOf(point)), nth };
}
