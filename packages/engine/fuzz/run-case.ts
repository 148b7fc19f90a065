import { performance } from 'node:perf_hooks';
import { seededRandom, type Random } from '@esekit/testkit';
import { Database, openDatabase, type TableSchema } from '../src/index';
import { objidsOf, tableSignature, type Base } from './bases';
import { Exercise } from './exercise';
import { mutate } from './mutation/mutate';
import { Target } from './mutation/mutation';
import { Observer } from './observer';
import { fileSystemOf, OverlayFile } from './overlay-file';
import { CountingSource, StepLimit } from './step-limit';

/** Pages asked for, file reads and rows of one case. The bases need some 50,000; walks that never end pass this. */
const stepsMost = 2_000_000;

/** Bytes of buffers that one case may leave behind. Whole bases are far smaller. */
const bytesMost = 192 << 20;

const millisecondsMost = 10_000;

/** Where a page has the object it belongs to (02 §1.1). */
const pageOffsetOfObjid = 24;

export interface CaseResult {
  readonly base: string;
  readonly mutations: readonly string[];
  /** Times an error came up, by its name. */
  readonly errors: ReadonlyMap<string, number>;
  /** Losses reported, by their error. */
  readonly losses: ReadonlyMap<string, number>;
  readonly decoders: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly milliseconds: number;
  readonly bytes: number;
}

/** The bound on time or memory that a case went over. */
export class CaseTooCostly extends Error {
  override readonly name = 'CaseTooCostly';
}

/**
 * Runs one case: the same seed and number give the same damage and the same reading of it.
 *
 * @throws whatever is no JetError: that is the failure the fuzzer looks for
 */
export function runCase(
  bases: readonly Base[],
  seed: number,
  number: number,
  log: (text: string) => void = () => {},
): CaseResult {
  const random = seededRandom((Math.imul(seed, 0x85ebca6b) ^ Math.imul(number + 1, 0x9e3779b1)) >>> 0);
  const base = pickBase(bases, random);
  const limit = new StepLimit(stepsMost);
  const file = new OverlayFile(base.name, base.bytes, base.pageSize, limit);
  const mutations = mutate(new Target(base, file, random));
  log(
    `case ${number} of seed ${seed}: ${base.name}, blocks ${file.changed.join(', ')}: ${mutations.join('; ')}`,
  );
  const observer = new Observer();
  observer.log = log;
  const start = performance.now();
  read(base, file, observer, limit, random);
  const milliseconds = performance.now() - start;
  const bytes = growthOfBuffers();
  if (bytes > bytesMost) throw new CaseTooCostly(`${bytes} bytes of buffers`);
  if (milliseconds > millisecondsMost) throw new CaseTooCostly(`${Math.round(milliseconds)} ms`);
  const { errors, losses, decoders } = observer;
  return { base: base.name, mutations, errors, losses, decoders, steps: limit.steps, milliseconds, bytes };
}

/** Asking costs as much as a tenth of a case, so it is done once per case and not before and after. */
let buffersBefore = process.memoryUsage().arrayBuffers;

/** Bytes of buffers that came up since the last call, less what was collected. */
function growthOfBuffers(): number {
  const { arrayBuffers } = process.memoryUsage();
  const growth = arrayBuffers - buffersBefore;
  buffersBefore = arrayBuffers;
  return growth;
}

function pickBase(bases: readonly Base[], random: Random): Base {
  let n = random.below(bases.reduce((sum, { weight }) => sum + weight, 0));
  for (const base of bases) {
    if (n < base.weight) return base;
    n -= base.weight;
  }
  return bases[0]!;
}

function read(base: Base, file: OverlayFile, observer: Observer, limit: StepLimit, random: Random): void {
  // A cache of one page makes every step a miss, which shows whoever relies on a page that is gone.
  const cacheBytes = base.pageSize * random.pick([1, 4, 64, 64]);
  const onEvent = (): void => observer.ran('bit corrected');
  for (const onLoss of [undefined, observer.onLoss]) {
    const opened = observer.attempt('open', () =>
      openDatabase(fileSystemOf(file), base.name, { cacheBytes, onLoss, onEvent }),
    );
    if (!opened) continue;
    const source = new CountingSource(opened.source, limit);
    const database = new Database(base.name, opened.reading, source, opened.catalog, () => opened.close());
    const changed = changedObjids(file);
    const exercise = new Exercise(database, observer, limit, random, changed);
    exercise.schema();
    for (const table of tablesToRead(base, changed, database, random)) exercise.table(table);
    database.close();
    return;
  }
}

/** Objects of the two catalogs. */
const catalogObjids = [2, 3];

/**
 * The tables that the damage may show in: those with a changed page, those that the catalog describes
 * otherwise than before, and one more. Reading the others again would find nothing new; and of the catalog
 * every row was read already when the database was opened, so it is seldom read as a table.
 */
function tablesToRead(
  base: Base,
  changed: ReadonlySet<number>,
  { tables }: Database,
  random: Random,
): TableSchema[] {
  if (tables.length === 0) return [];
  const objids = new Set(changed);
  const isCatalogChanged = catalogObjids.some((objid) => objids.has(objid));
  if (isCatalogChanged && random.below(4) > 0) for (const objid of catalogObjids) objids.delete(objid);
  const extra = random.pick(tables);
  return tables.filter(
    (table) =>
      table === extra ||
      objidsOf(table).some((objid) => objids.has(objid)) ||
      (isCatalogChanged && !base.signatures.has(tableSignature(table))),
  );
}

/** The objects whose pages were changed, or were put in place of others. */
function changedObjids(file: OverlayFile): Set<number> {
  const objids = new Set<number>();
  for (const index of file.changed) {
    if (index < 2) continue;
    for (const bytes of [file.block(index), file.pristine(index)]) {
      objids.add(new DataView(bytes.buffer, bytes.byteOffset).getUint32(pageOffsetOfObjid, true));
    }
  }
  return objids;
}
