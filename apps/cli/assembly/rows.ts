/**
 * Writes the columns of a record as text, in one call for all that is plain. A value that takes more (several
 * instances, compression, a long value elsewhere, damage) is left to the caller, column by column; so nothing
 * here has to know what is wrong with a record.
 *
 * The header of the record was checked by whoever gives it; every other offset is compared with the record
 * before it is followed.
 *
 * Compiled by scripts/build-row-kernel.mjs into src/export/kernel/row-kernel-binary.ts.
 */
import { COLUMN_SIZE, copyText, PROGRAM, RECORD } from './memory';
import { value } from './values';

const FIXED: u32 = 0;
const VARIABLE: u32 = 1;

/** What {@link find} says, besides leaving the place of a value. */
const VALUE: u32 = 0;
const NULL: u32 = 1;
const ABSENT: u32 = 2;
const UNSURE: u32 = 3;

const VARIABLE_NULL: u32 = 0x8000;
const TAGGED_DERIVED: u32 = 0x8000;
const TAGGED_HEADER: u32 = 0x4000;
const TAGGED_NULL: u32 = 0x2000;
const HEADER_LONG_VALUE: u32 = 0x01;
const HEADER_NULL: u32 = 0x20;

let columns: u32 = 0;
let isLarge: bool = false;
/** Whether NULL is a member left out, not an empty cell. */
let isSparse: bool = false;

/** The table of the columns that stand at PROGRAM. */
export function useTable(count: u32, hasLargePages: bool, leavesNullOut: bool): void {
  columns = count;
  isLarge = hasLargePages;
  isSparse = leavesNullOut;
}

let fixedLast: u32 = 0;
let variableLast: u32 = 0;
let bitmap: usize = 0;
let ends: usize = 0;
let variables: usize = 0;
let tagged: usize = 0;
let taggedCount: u32 = 0;
let recordEnd: usize = 0;
/** The tagged column of the record to compare with next. */
let nextTagged: u32 = 0;

let valueStart: usize = 0;
let valueSize: u32 = 0;

let end: usize = 0;
let separator: u32 = 0;

/** Behind what was written. */
export function endOfText(): usize {
  return end;
}

/** What stands in front of the next member. */
export function nextSeparator(): u32 {
  return separator;
}

/**
 * Writes the columns from `first` on, of the record taken up last, at `to`.
 *
 * @param before what stands in front of the next member of a sparse row
 * @returns the column whose value the caller has to write, with the separator only in a sparse row; the number
 *   of columns when there is none
 */
export function writeColumns(first: u32, to: usize, before: u32): u32 {
  separator = before;
  end = to;
  for (let i = first; i < columns; i++) {
    const column = PROGRAM + COLUMN_SIZE * <usize>i;
    if (!isSparse && i > 0) store<u8>(end++, 0x2c);
    const state = find(column);
    if (state == NULL) continue;
    if (state == UNSURE || !write(column, state)) return i;
  }
  return columns;
}

/** Writes what was found; `false`, with nothing written, when the caller has to. */
function write(column: usize, state: u32): bool {
  let to = end;
  if (isSparse) store<u8>(to++, separator);
  if (state == ABSENT) {
    if (load<u32>(column, 36) == 0) return true;
    to = copyText(to, column + 32);
  } else {
    const size = load<u32>(column, 12);
    if (size != 0 && size != valueSize) return false;
    to = value(load<u8>(column, 1), copyText(to, column + 16), valueStart, valueSize);
    if (to == 0) return false;
    to = copyText(to, column + 24);
  }
  end = to;
  separator = 0x2c;
  return true;
}

/**
 * Takes up the record of `size` bytes; `false` when its tagged columns are not in order, so that what is found
 * depends on how it is looked for.
 */
export function begin(size: u32): bool {
  fixedLast = load<u8>(RECORD);
  variableLast = load<u8>(RECORD, 1);
  ends = RECORD + load<u16>(RECORD, 2);
  bitmap = ends - ((fixedLast + 7) >> 3);
  const variableCount = variableLast - 127;
  variables = ends + 2 * variableCount;
  tagged = variables + (variableCount == 0 ? 0 : load<u16>(variables - 2) & ~VARIABLE_NULL);
  recordEnd = RECORD + size;
  taggedCount = tagged == recordEnd ? 0 : (load<u16>(tagged, 2) & offsetMask()) >> 2;
  nextTagged = 0;
  let last: u32 = 0;
  for (let n: u32 = 0; n < taggedCount; n++) {
    const order = taggedOrder(n);
    if (n > 0 && order <= last) return false;
    last = order;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function offsetMask(): u32 {
  return isLarge ? 0x7fff : 0x1fff;
}

// @ts-ignore: decorator
@inline
function taggedOrder(n: u32): u32 {
  const entry = load<u32>(tagged + 4 * n);
  return ((entry >> 16) & TAGGED_DERIVED) != 0 ? entry & 0xffff : (entry & 0xffff) | 0x10000;
}

function find(column: usize): u32 {
  const kind = <u32>load<u8>(column);
  const number = load<u32>(column, 4);
  if (kind == FIXED) return findFixed(number, load<u32>(column, 8), load<u32>(column, 12));
  if (kind == VARIABLE) return findVariable(number);
  return findTagged(number, load<u8>(column, 2) != 0);
}

function findFixed(number: u32, offset: u32, size: u32): u32 {
  if (number > fixedLast) return ABSENT;
  const bit = number - 1;
  if (((load<u8>(bitmap + (bit >> 3)) >> (bit & 7)) & 1) != 0) return NULL;
  valueStart = RECORD + offset;
  valueSize = size;
  return valueStart + size > bitmap ? UNSURE : VALUE;
}

function findVariable(number: u32): u32 {
  if (number > variableLast) return ABSENT;
  const n = number - 128;
  const to = <u32>load<u16>(ends + 2 * n);
  if ((to & VARIABLE_NULL) != 0) return NULL;
  const from: u32 = n == 0 ? 0 : <u32>load<u16>(ends + 2 * n - 2) & ~VARIABLE_NULL;
  if (from > to || variables + to > tagged) return UNSURE;
  valueStart = variables + from;
  valueSize = to - from;
  return VALUE;
}

function findTagged(order: u32, startsOver: bool): u32 {
  if (startsOver) nextTagged = 0;
  while (nextTagged < taggedCount && taggedOrder(nextTagged) < order) nextTagged++;
  if (nextTagged == taggedCount || taggedOrder(nextTagged) != order) return ABSENT;
  const entry = tagged + 4 * nextTagged;
  const word = <u32>load<u16>(entry, 2);
  const mask = offsetMask();
  let from = tagged + (word & mask);
  const to = nextTagged + 1 < taggedCount ? tagged + (load<u16>(entry, 6) & mask) : recordEnd;
  if (from > to || to > recordEnd) return UNSURE;
  let isNull = !isLarge && (word & TAGGED_NULL) != 0;
  if (isLarge || (word & TAGGED_HEADER) != 0) {
    if (from == to) return UNSURE;
    const header = <u32>load<u8>(from++);
    isNull = isLarge ? (header & HEADER_NULL) != 0 : isNull;
    if (!isNull && (header & ~HEADER_LONG_VALUE) != 0) return UNSURE;
  }
  if (isNull) return NULL;
  valueStart = from;
  valueSize = <u32>(to - from);
  return VALUE;
}
