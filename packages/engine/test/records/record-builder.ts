/** A tagged value as it stands in the record: header byte included where there is one. */
export interface TaggedPart {
  readonly fid: number;
  /** Bits beside the offset in the second word of its field. */
  readonly bits?: number;
  readonly stored: Uint8Array;
}

export interface RecordParts {
  /** Fixed data without the bitmap. */
  readonly fixed?: Uint8Array;
  readonly fidFixedLast?: number;
  /** Fixed columns that are NULL. */
  readonly nulls?: readonly number[];
  /** From fid 128 on; `null` for NULL. */
  readonly variable?: readonly (Uint8Array | null)[];
  readonly tagged?: readonly TaggedPart[];
}

const nullBit = 0x8000;

/** Puts a record together (11 §1) out of its parts; nothing is checked, so that it can be wrong. */
export function buildRecord(parts: RecordParts): Uint8Array {
  const { fixed = new Uint8Array(0), fidFixedLast = 0, nulls = [], variable = [], tagged = [] } = parts;
  const bitmap = new Uint8Array((fidFixedLast + 7) >> 3).fill(0xff);
  for (let fid = 1; fid <= fidFixedLast; fid++) {
    if (!nulls.includes(fid)) bitmap[(fid - 1) >> 3]! &= ~(1 << ((fid - 1) & 7));
  }
  const ends: number[] = [];
  let end = 0;
  for (const value of variable) {
    end += value?.length ?? 0;
    ends.push(value ? end : end | nullBit);
  }
  const fields: number[] = [];
  let offset = 4 * tagged.length;
  for (const { fid, bits = 0, stored } of tagged) {
    fields.push(fid, offset | bits);
    offset += stored.length;
  }
  return concat([
    Uint8Array.of(fidFixedLast, 127 + variable.length),
    words([4 + fixed.length + bitmap.length]),
    fixed,
    bitmap,
    words(ends),
    ...variable.map((value) => value ?? new Uint8Array(0)),
    words(fields),
    ...tagged.map(({ stored }) => stored),
  ]);
}

function words(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value & 0xff, value >> 8]));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
