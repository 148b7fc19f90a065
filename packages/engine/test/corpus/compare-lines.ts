import type { Line } from './dissect-line';

/** What came of laying the rows of a table beside those of an independent reader. */
export class LineComparison {
  rows = 0;
  cells = 0;
  /** Cells that the other reader could not read. */
  theirErrors = 0;
  /** Rows that only the other reader has. */
  readonly onlyTheirs: string[] = [];
  /** Rows of ours behind the place where the other reader gave up. */
  behindTheirEnd = 0;
  readonly differences: string[] = [];
  #next = 0;

  constructor(
    readonly theirs: readonly string[],
    /** The other reader goes on where a page is damaged, with what happens to lie there. */
    readonly mayHaveMore: boolean,
  ) {}

  add(ours: Line): void {
    const at = this.#next;
    if (this.#isEqual(ours, this.theirs[at])) {
      this.#next++;
      return;
    }
    const found = this.mayHaveMore ? this.theirs.indexOf(ours.text, at) : -1;
    if (found >= 0) {
      this.onlyTheirs.push(...this.theirs.slice(at, found));
      this.#count(ours);
      this.#next = found + 1;
    } else if (this.mayHaveMore && this.#isTheirEnd(at)) {
      this.behindTheirEnd++;
    } else {
      this.differences.push(`row ${at}: ${firstDifference(ours.text, this.theirs[at] ?? '(none)')}`);
      this.#next++;
    }
  }

  /** To be called when all rows are added. */
  end(): this {
    const rest = this.theirs.slice(this.#next);
    if (this.mayHaveMore) this.onlyTheirs.push(...rest);
    else this.differences.push(...rest.map((text) => `missing: ${text.slice(0, 200)}`));
    return this;
  }

  /** Whether nothing but remains of a damaged page is left of the other reader's rows. */
  #isTheirEnd(at: number): boolean {
    return this.theirs.slice(at).every((text) => text === '{}' || text.includes('{"error": '));
  }

  /** Equal, or different only where the other reader says that it failed. */
  #isEqual(ours: Line, theirs: string | undefined): boolean {
    if (ours.text === theirs) {
      this.#count(ours);
      return true;
    }
    if (!theirs?.includes('{"error": ')) return false;
    const [own, other] = [cellsOf(ours.text), cellsOf(theirs)];
    const failed = [...other].filter(([, value]) => value.startsWith('{"error": '));
    for (const [name] of failed) {
      own.delete(name);
      other.delete(name);
    }
    if (other.size === 0 || [...own].join('\n') !== [...other].join('\n')) return false;
    this.theirErrors += failed.length;
    this.rows++;
    this.cells += own.size;
    return true;
  }

  #count(line: Line): void {
    this.rows++;
    this.cells += line.cells;
  }
}

/** Cells as text: a JSON parser would round 64-bit numbers. */
function cellsOf(line: string): Map<string, string> {
  const cells = new Map<string, string>();
  // The notation is fixed, so the values end where the next key, or the row, begins.
  for (const match of line.matchAll(
    /(?<=[{ ])"((?:[^"\\]|\\.)*)": (\{"[a-z]+": ?"(?:[^"\\]|\\.)*"\}|\[.*?\](?=, "|\}$)|"(?:[^"\\]|\\.)*"|[^,"{}[\]]+)/g,
  )) {
    cells.set(match[1]!, match[2]!);
  }
  return cells;
}

function firstDifference(ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const piece = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `ours …${piece(ours)}… theirs …${piece(theirs)}…`;
}
