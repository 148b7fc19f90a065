import { JetError } from '@esekit/core';
import { isBinary, isText, isUnicodeText, fixedSize } from '../values/coltyp';
import { defaultKeyMost, type IndexDefinition, type KeyColumn, type KeySegment } from './index-definition';
import { prefix, type KeyBuilder } from './key-builder';
import { putAsciiText } from './normalise-ascii';
import { putChunks, putFixedBinary } from './normalise-binary';
import { putFixedValue } from './normalise-fixed';
import { putUnicodeText } from './unicode-sort-key';

/** Text or binary: a type whose values may be empty, and long (13 §3). */
export function hasVariableValue(column: KeyColumn): boolean {
  return isText(column.coltyp) || isBinary(column.coltyp);
}

/** A binary value that is cut into chunks; a fixed column's is not (13 §3). */
export function isChunked(column: KeyColumn): boolean {
  return isBinary(column.coltyp) && !column.isFixed;
}

/**
 * Appends the segment of one value: the column's raw bytes as the record holds them, or null (13 §2, §3).
 * When the key is already full, the segment adds nothing and the key counts as truncated.
 */
export function putSegment(
  builder: KeyBuilder,
  index: IndexDefinition,
  { column, descending }: KeySegment,
  value: Uint8Array | null,
): void {
  if (builder.length >= builder.keyMost) builder.truncated = true;
  if (builder.truncated) return;
  const start = builder.length;
  builder.beginSegment(segmentLimit(index, column));
  if (value === null) builder.put(index.sortNullsHigh ? prefix.nullHigh : prefix.null);
  else if (value.length === 0 && hasVariableValue(column)) builder.put(prefix.zeroLength);
  else putData(builder, index, column, value);
  builder.endSegment(start, descending);
}

/** VarSegMac limits text and chunked binary, prefix included; everything else has its size (13 §2.1). */
function segmentLimit(index: IndexDefinition, column: KeyColumn): number {
  return isText(column.coltyp) || isChunked(column) ? index.varSegMac : index.keyMost;
}

function putData(builder: KeyBuilder, index: IndexDefinition, column: KeyColumn, value: Uint8Array): void {
  builder.put(prefix.data);
  if (isUnicodeText(column)) putUnicodeText(builder, value, index.unicode);
  else if (isText(column.coltyp)) putAsciiText(builder, value);
  else if (isChunked(column)) putChunks(builder, value);
  else if (isBinary(column.coltyp)) putFixedBinary(builder, value);
  else if (fixedSize(column.coltyp) > 0) putFixedValue(builder, column.coltyp, value, index.dotNetGuid);
  else throw new JetError('JET_errInvalidColumnType', `normalise a value of type ${column.coltyp}`);
}

/** The first bytes of a value that a key looks at; text in whole characters, numbers always whole (13 §2). */
export function cutSource(column: KeyColumn, value: Uint8Array, bytesMost: number): Uint8Array {
  const most = isUnicodeText(column) ? bytesMost & ~1 : bytesMost;
  return value.length > most && hasVariableValue(column) ? value.subarray(0, most) : value;
}

/** The old limit of 255 bytes never grows; with a larger KeyMost more of the source may be needed (13 §2). */
export function mayDoubleSource(index: IndexDefinition): boolean {
  return index.keyMost !== defaultKeyMost;
}
