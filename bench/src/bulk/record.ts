/** What a record is made of, by column number (11 §1); columns that are left out are NULL. */
export interface RecordParts {
  /** Ascending from column 1 without a gap; each has its size even when it is NULL. */
  readonly fixed: readonly { readonly size: number; readonly value: Uint8Array | undefined }[];
  /** Ascending from column 128 without a gap. */
  readonly variable: readonly (Uint8Array | undefined)[];
  /** Ascending by number; `isLong` values have a byte of flags in front of them. */
  readonly tagged: readonly TaggedPart[];
}

export interface TaggedPart {
  readonly fid: number;
  readonly isLong: boolean;
  readonly value: Uint8Array;
}

/** What the engine leaves in fixed columns that were never set. */
const filler = 0x2a;
const noVariable = 127;
const variableNull = 0x8000;
const tagFieldSize = 4;
/** Says that a byte of flags stands in front of a tagged value; on small pages only. */
const extendedInfo = 0x4000;
const longValueFlag = 0x01;

/** A record as pages of up to 8 KiB have it. */
export function encodeRecord({ fixed, variable, tagged }: RecordParts): Uint8Array {
  const fixedSize = fixed.reduce((sum, { size }) => sum + size, 0);
  const endOfFixed = 4 + fixedSize + Math.ceil(fixed.length / 8);
  const variableSize = variable.reduce((sum, value) => sum + (value?.length ?? 0), 0);
  const taggedStart = endOfFixed + 2 * variable.length + variableSize;
  const taggedSize = tagged.reduce(
    (sum, { value, isLong }) => sum + tagFieldSize + Number(isLong) + value.length,
    0,
  );
  const record = new Uint8Array(taggedStart + taggedSize);
  const view = new DataView(record.buffer);
  record[0] = fixed.length;
  record[1] = noVariable + variable.length;
  view.setUint16(2, endOfFixed, true);
  putFixed(record, fixed, fixedSize);
  putVariable(record, view, endOfFixed, variable);
  putTagged(record, view, taggedStart, tagged);
  return record;
}

function putFixed(record: Uint8Array, fixed: RecordParts['fixed'], fixedSize: number): void {
  let at = 4;
  const bitmap = at + fixedSize;
  // Bits of columns that do not exist are 1, as those of NULL.
  record.fill(0xff, bitmap, bitmap + Math.ceil(fixed.length / 8));
  for (const [i, { size, value }] of fixed.entries()) {
    if (value) {
      record.set(value, at);
      record[bitmap + (i >> 3)]! &= ~(1 << (i & 7));
    } else {
      record.fill(filler, at, at + size);
    }
    at += size;
  }
}

function putVariable(
  record: Uint8Array,
  view: DataView,
  start: number,
  variable: RecordParts['variable'],
): void {
  const dataStart = start + 2 * variable.length;
  let end = 0;
  for (const [i, value] of variable.entries()) {
    if (value) record.set(value, dataStart + end);
    end += value?.length ?? 0;
    view.setUint16(start + 2 * i, value ? end : end | variableNull, true);
  }
}

function putTagged(record: Uint8Array, view: DataView, start: number, tagged: readonly TaggedPart[]): void {
  let offset = tagFieldSize * tagged.length;
  for (const [i, { fid, isLong, value }] of tagged.entries()) {
    view.setUint16(start + tagFieldSize * i, fid, true);
    view.setUint16(start + tagFieldSize * i + 2, isLong ? offset | extendedInfo : offset, true);
    if (isLong) record[start + offset++] = longValueFlag;
    record.set(value, start + offset);
    offset += value.length;
  }
}
