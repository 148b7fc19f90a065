import { cbPrefixOverhead, itagMicFreeMask } from '@esekit/pages';
import { cbForNodes, type PageLines } from './page-lines';

/** Lines of a page may be its prefix; at most this many there are. */
const linesMost = itagMicFreeMask + 2;
const stack = new Int32Array(linesMost);
/** What each line saves with the ones behind it, and with those in front of it. */
const toTheRight = new Float64Array(linesMost);
const toTheLeft = new Float64Array(linesMost);

export interface PrefixChoice {
  /** The line whose key becomes the prefix; -1 when none is worth it. */
  readonly line: number;
  /** Bytes that the page saves by it. */
  readonly saving: number;
}

const none: PrefixChoice = { line: -1, saving: 0 };

/**
 * The prefix for a page of lines `from` to `end` - 1 (03 §5.8): the key of the line that the others have the
 * most bytes in common with. Each saves what it shares beyond the cost of saying so, and the line itself
 * costs two bytes. Of several that are best it is the one that the engine takes, as its logs show: the second
 * line if that is one of them, otherwise the last in the first row of equals; but never the last line of all.
 */
export function choosePrefix(lines: PageLines, from: number, end: number): PrefixChoice {
  const count = end - from;
  if (count < 2) return none;
  sumMinima(toTheRight, count, (i) => worth(lines, from + count - i, from, end));
  sumMinima(toTheLeft, count, (i) => worth(lines, from + i, from, end));
  let best = none;
  for (let i = 1; i < count - 1 || i === 1; i++) {
    const isRising = worth(lines, from + i + 1, from, end) >= worth(lines, from + i, from, end);
    if (i > 1 && i < count - 2 && isRising) continue;
    const saving = toTheLeft[i]! + toTheRight[count - 1 - i]! - cbPrefixOverhead;
    if (saving > best.saving) best = { line: from + i, saving };
  }
  return best;
}

/** What line `line` shares with the one before it, as far as it pays; nothing at the ends. */
function worth(lines: PageLines, line: number, from: number, end: number): number {
  return line <= from || line >= end ? 0 : Math.max(0, lines.common[line]! - cbPrefixOverhead);
}

/**
 * For each place the sum of the running minima of `step(i)`, `step(i - 1)`, ... down to the first: in one
 * pass, with the places of still smaller steps on a stack.
 */
function sumMinima(sums: Float64Array, count: number, step: (i: number) => number): void {
  let depth = 0;
  for (let i = 0; i < count; i++) {
    const cb = step(i);
    while (depth > 0 && step(stack[depth - 1]!) >= cb) depth--;
    const smaller = depth > 0 ? stack[depth - 1]! : -1;
    sums[i] = cb * (i - smaller) + (smaller < 0 ? 0 : sums[smaller]!);
    stack[depth++] = i;
  }
}

/** Whether lines `from` to `end` - 1 fit on a page, with the best prefix and with what they keep. */
export function fitsOnPage(lines: PageLines, from: number, end: number): boolean {
  let cb = 0;
  for (let line = from; line < end; line++) cb += lines.sizes[line]! + lines.reserved[line]!;
  const room = cbForNodes(lines.view);
  // One tag is in front of them, and one more has to be left.
  if (end - from + 2 > itagMicFreeMask + 1) return false;
  return cb <= room || cb - choosePrefix(lines, from, end).saving <= room;
}
