import { compareLgpos, JetError, type FileSystem } from '@esekit/core';
import { checkSegment, readSegmentHeader } from '@esekit/log';
import { verifyDatabase } from '@esekit/pages';
import { seededRandom } from '@esekit/testkit';
import { inMemory, memoryFolder } from '../support/memory-folder';
import { runRecovery } from '../support/run-recovery';
import { problemsIn, stateOf, type Base } from './bases';
import { segmentOf } from './log-file';
import { openMutators } from './open-mutators';
import { Scene } from './scene';
import { sealedMutators } from './sealed-mutators';

/**
 * What a mutation led to:
 * - `error`: recovery refused, with a code of the engine
 * - `same`: one of the states of the instance
 * - `other`: other rows, in a database whose check says nothing; possible only where checksums vouch for the change
 * - `reported`: other rows, and the check of the database says so
 */
export type MutationOutcome = 'error' | 'same' | 'other' | 'reported';

export interface MutationResult {
  readonly base: string;
  readonly isSealed: boolean;
  readonly mutators: readonly string[];
  readonly outcome: MutationOutcome;
  /** Name of the error. */
  readonly error?: string;
  readonly milliseconds: number;
}

/** No instance here takes a tenth of this. */
const millisecondsMost = 10_000;

/**
 * Mutates an instance, recovers it and judges the result.
 *
 * @throws Error when recovery ends with anything but a JetError, takes too long, or leaves what it must not
 */
export async function runMutation(
  bases: readonly Base[],
  seed: number,
  number: number,
): Promise<MutationResult> {
  // A sequence of its own for each case, so that one is replayed without those before it.
  const random = seededRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0);
  const base = bases[number % bases.length]!;
  const isSealed = Math.floor(number / bases.length) % 2 === 1;
  const scene = new Scene(base.contents, random);
  const table = isSealed ? sealedMutators : openMutators;
  const mutators: string[] = [];
  for (let n = 1 + Math.floor(random.below(5) / 3); n > 0; n--) {
    const name = random.pick(Object.keys(table));
    mutators.push(name);
    table[name]!(scene);
  }
  const about = `${base.name}, ${isSealed ? 'sealed ' : ''}${mutators.join(' and ')}`;
  const start = performance.now();
  const fs = inMemory(scene.files);
  const run = attempt(about, () => runRecovery(fs, memoryFolder, base.options(fs)));
  const milliseconds = performance.now() - start;
  if (milliseconds > millisecondsMost) throw new Error(`${about}: ${Math.round(milliseconds)} ms`);
  const result = { base: base.name, isSealed, mutators, milliseconds };
  if (run.code < 0) return { ...result, outcome: 'error', error: run.error!.name };
  const isVouchedFor = isSealed || isInvisible(base, scene);
  const outcome = await judge(fs, base, isVouchedFor, about);
  return { ...result, outcome };
}

/** Anything but a JetError is told with the mutation that led to it. */
function attempt<T>(about: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new Error(`${about}: ${String(cause)}`, { cause });
  }
}

/**
 * Whether a segment was changed in a way that its checksum does not show: two wrong bits at one place of their 32-bit
 * words cancel each other out, and a third one is then "corrected" to a fourth (20 §5.2).
 */
function isInvisible({ contents }: Base, { logs, files }: Scene): boolean {
  return logs.some(({ name, segments }) => {
    const [before, after] = [contents.get(name)!, files.get(name)];
    if (after?.length !== before.length) return false;
    for (let isec = 1; isec <= segments; isec++) {
      const original = segmentOf(before, isec);
      const segment = segmentOf(after, isec).slice();
      const { lgpos } = readSegmentHeader(segment);
      const isSameSegment = compareLgpos(lgpos, readSegmentHeader(original).lgpos) === 0;
      if (isSameSegment && checkSegment(segment, isec) !== 'bad' && Buffer.compare(segment, original) !== 0)
        return true;
    }
    return false;
  });
}

async function judge(
  fs: FileSystem,
  base: Base,
  isVouchedFor: boolean,
  about: string,
): Promise<MutationOutcome> {
  let state: string | undefined;
  try {
    state = stateOf(fs, base.databases);
  } catch (error) {
    if (!JetError.isInstance(error)) throw new Error(`${about}: reading: ${String(error)}`, { cause: error });
  }
  if (state !== undefined && base.states.has(state)) return 'same';
  await requireWholePages(fs, base, about);
  if ((await problemsIn(fs, base.databases)) > 0) return 'reported';
  if (state === undefined) throw new Error(`${about}: cannot be read, and the check says nothing`);
  if (!isVouchedFor) throw new Error(`${about}: rows that were never in the database, and nobody says so`);
  return 'other';
}

/** Whatever the records said: what recovery wrote are pages with right checksums and a right structure. */
async function requireWholePages(fs: FileSystem, { databases }: Base, about: string): Promise<void> {
  for (const name of databases) {
    const path = `${memoryFolder}/${name}`;
    if (fs.statSync(path) === undefined) continue;
    const { pages } = await verifyDatabase(fs, path);
    if (pages.bad > 0) throw new Error(`${about}: ${pages.bad} pages of ${name} are damaged`);
  }
}
