import type { Line } from './dissect-line';

/** What came of laying the rows of a table beside those of an independent reader. */
export class LineComparison {
  rows = 0;
  cells = 0;
  /** Cells that the other reader could not read. */
  theirErrors = 0;
  /** Rows of the other reader alone: it makes rows of whatever lies on a damaged page. */
  onlyTheirs = 0;
  /** Rows of ours behind the damaged page at which the other reader gave up. */
  behindTheirEnd = 0;
  readonly differences: string[] = [];
  #next = 0;
  /** Behind a loss, until a row of both is found: differences, if there is one. */
  #lost: string[] | undefined;

  constructor(readonly theirs: readonly string[]) {}

  /** A page was passed over, so the rows may be apart from here on. */
  lose(): void {
    this.#lost ??= [];
  }

  add(ours: Line): void {
    const at = this.#next;
    if (this.#isEqual(ours, this.theirs[at])) this.#meet(at);
    else if (!this.#lost) {
      this.differences.push(`row ${at}: ${firstDifference(ours.text, this.theirs[at] ?? '(none)')}`);
      this.#next++;
    } else {
      const found = this.theirs.indexOf(ours.text, at);
      if (found < 0) this.#lost.push(`row of ours before ${at}: ${ours.text.slice(0, 200)}`);
      else {
        this.#isEqual(ours, this.theirs[found]);
        this.onlyTheirs += found - at;
        this.#meet(found);
      }
    }
  }

  /** To be called when all rows are added. */
  end(): this {
    const rest = this.theirs.slice(this.#next);
    if (!this.#lost) this.differences.push(...rest.map((text) => `missing: ${text.slice(0, 200)}`));
    else {
      this.onlyTheirs += rest.length;
      this.behindTheirEnd += this.#lost.length;
    }
    return this;
  }

  #meet(at: number): void {
    this.#next = at + 1;
    this.differences.push(...(this.#lost ?? []));
    this.#lost = undefined;
  }

  /** Equal, or different only where the other reader says that it failed. */
  #isEqual(ours: Line, theirs: string | undefined): boolean {
    if (ours.text === theirs) {
      this.rows++;
      this.cells += ours.cells;
      return true;
    }
    if (!theirs?.includes('{"error": ')) return false;
    const [own, other] = [cellsOf(ours.text), cellsOf(theirs)];
    const failed = [...other].filter(([, value]) => value.startsWith('{"error":'));
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
}

/** Cells as text; long numbers become strings first, because a JSON parser would round them. */
function cellsOf(line: string): Map<string, string> {
  const exact = line.replace(/(?<=[:,] |\[)-?\d{16,}(?=[,}\]])/g, '"$&"');
  return new Map(
    Object.entries(JSON.parse(exact) as object).map(([name, value]) => [name, JSON.stringify(value)]),
  );
}

function firstDifference(ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const piece = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `ours …${piece(ours)}… theirs …${piece(theirs)}…`;
}
