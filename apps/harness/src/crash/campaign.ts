import { spawn } from 'node:child_process';
import type { PlantedBug } from './disk/planted-bugs';
import { expectAll, runSeed, type SeedOutcome } from './run-seed';
import { Tally, type TallyFigures } from './tally';

/** A campaign, or a slice of one: seeds from a number on. */
export interface Slice {
  readonly from: number;
  readonly count: number;
  readonly processes: number;
  readonly bug: PlantedBug | undefined;
  /** Tells the story of every seed. */
  readonly tells: boolean;
  /** Writes the figures as one line of JSON, for the process that asked for them. */
  readonly figuresOnly: boolean;
}

interface SliceFigures {
  readonly seeds: number;
  readonly failures: readonly string[];
  readonly tally: TallyFigures;
}

/** Failing seeds that are told of; with a planted bug one is what it takes. */
const failuresMost = 20;

const millisecondsBetweenNotes = 20_000;

/** Runs seeds and prints what happened in them. @returns the exit code */
export async function runSlice(slice: Slice): Promise<number> {
  const tally = new Tally();
  if (slice.bug === undefined) expectAll(tally);
  const begun = performance.now();
  const figures = slice.processes > 1 ? await share(slice) : [await runHere(slice)];
  const failures = figures.flatMap((one) => one.failures);
  for (const one of figures) tally.add(one.tally);
  const seeds = figures.reduce((sum, one) => sum + one.seeds, 0);
  if (slice.figuresOnly) {
    console.log(JSON.stringify({ seeds, failures, tally: tally.figures } satisfies SliceFigures));
    return 0;
  }
  for (const line of tally.lines()) console.log(line);
  const seconds = (performance.now() - begun) / 1000;
  const rate = `${seconds.toFixed(1)} s, ${((seconds * 1000) / Math.max(1, seeds)).toFixed(1)} ms each`;
  console.log(`${seeds} seeds from ${slice.from}, ${failures.length} failed (${rate})`);
  if (slice.bug !== undefined) return sayWhetherFound(slice.bug, failures, seeds);
  return failures.length > 0 || sayWhatIsMissing(tally, slice) ? 1 : 0;
}

function sayWhetherFound(bug: PlantedBug, failures: readonly string[], seeds: number): number {
  console.log(
    failures.length > 0 ? `${bug}: found within ${seeds} seeds` : `${bug}: NOT found in ${seeds} seeds`,
  );
  return failures.length > 0 ? 0 : 1;
}

/** A thing that never happened was not tested; of few seeds nobody can ask that. */
function sayWhatIsMissing(tally: Tally, { count }: Slice): boolean {
  const missing = ['operations', 'faults', 'crashes at work', 'crashes in recovery'].flatMap((group) =>
    tally.missing(group).map((name) => `${group}: ${name}`),
  );
  if (missing.length > 0 && count >= seedsForSome) console.log(`never happened: ${missing.join(', ')}`);
  return missing.length > 0 && count >= seedsForAll;
}

/** So many seeds meet everything; of fewer a list is for information only. */
const seedsForAll = 2000;
const seedsForSome = 300;

async function runHere({ from, count, bug, tells, figuresOnly }: Slice): Promise<SliceFigures> {
  const tally = new Tally();
  const failures: string[] = [];
  let seeds = 0;
  let noted = performance.now();
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await runSeed(seed, tally, { bug, traces: tells });
    seeds++;
    if (tells) console.log(tell(outcome));
    if (outcome.problems.length > 0) {
      failures.push(tell(outcome));
      if (!tells) console.error(failures.at(-1));
      if (bug !== undefined || failures.length >= failuresMost) break;
    }
    if (performance.now() - noted > millisecondsBetweenNotes && !figuresOnly) {
      noted = performance.now();
      console.error(`… ${seeds} seeds`);
    }
  }
  return { seeds, failures, tally: tally.figures };
}

function tell({ seed, settings, story, problems }: SeedOutcome): string {
  const lines = [
    `seed ${seed} ${problems.length === 0 ? 'is fine' : 'FAILED'}: ${JSON.stringify(settings.options)}`,
    ...story.map((step) => `  ${step}`),
    ...problems.map((problem) => `  ! ${problem}`),
  ];
  if (problems.length > 0) lines.push(`  replay: npm run crash -- --seed ${seed}`);
  return lines.join('\n');
}

/** Shares the seeds out over processes of this program. */
async function share(slice: Slice): Promise<SliceFigures[]> {
  const size = Math.ceil(slice.count / slice.processes);
  const parts = Array.from({ length: slice.processes }, (_, i) => ({
    from: slice.from + i * size,
    count: Math.min(size, slice.count - i * size),
  }));
  return Promise.all(parts.filter(({ count }) => count > 0).map((part) => inProcess(part, slice.bug)));
}

function inProcess(
  part: { from: number; count: number },
  bug: PlantedBug | undefined,
): Promise<SliceFigures> {
  const args = [process.argv[1]!, '--from', String(part.from), '--count', String(part.count), '--figures'];
  if (bug !== undefined) args.push('--plant', bug);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text) as SliceFigures);
      else reject(new Error(`the process of seeds from ${part.from} ended with ${code}`));
    });
  });
}
