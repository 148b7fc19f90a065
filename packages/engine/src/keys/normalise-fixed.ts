import { JetError } from '@esekit/core';
import { coltyp, fixedSize } from '../values/coltyp';
import type { KeyBuilder } from './key-builder';

/**
 * Values of fixed size (13 §3): stored little-endian, in keys big-endian, changed so that the bytes sort
 * like the values. They are worked on as bytes, so that no 64-bit value is ever put into a number.
 */

/** For byte i of the segment, which byte of the stored GUID (13 §3). */
const guidOrder = [10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3];
const dotNetGuidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** How a GUID's bytes are ordered in the keys of an index. */
export function guidByteOrder(dotNetGuid: boolean): readonly number[] {
  return dotNetGuid ? dotNetGuidOrder : guidOrder;
}

/** Whether the sign bit of a type is flipped, or the whole value may be complemented. */
export function signRule(type: number): 'none' | 'integer' | 'floating' {
  switch (type) {
    case coltyp.short:
    case coltyp.long:
    case coltyp.longLong:
    case coltyp.currency:
      return 'integer';
    case coltyp.ieeeSingle:
    case coltyp.ieeeDouble:
    case coltyp.dateTime:
      return 'floating';
    default:
      return 'none';
  }
}

/** Puts the bytes of a value of fixed size behind its prefix; a segment without room keeps the first. */
export function putFixedValue(
  builder: KeyBuilder,
  type: number,
  value: Uint8Array,
  dotNetGuid: boolean,
): void {
  const size = fixedSize(type);
  if (value.length !== size) {
    throw new JetError(
      'JET_errInvalidBufferSize',
      `normalise ${value.length} bytes as a value of type ${type}, which has ${size}`,
    );
  }
  if (type === coltyp.bit) builder.put(value[0] === 0 ? 0x00 : 0xff);
  else if (type === coltyp.guid) putGuid(builder, value, guidByteOrder(dotNetGuid));
  else putNumber(builder, type, value);
}

function putNumber(builder: KeyBuilder, type: number, value: Uint8Array): void {
  const top = value.length - 1;
  const rule = signRule(type);
  const isNegative = (value[top]! & 0x80) !== 0;
  const rest = rule === 'floating' && isNegative ? 0xff : 0x00;
  const first = rule === 'none' ? 0x00 : rest | 0x80;
  builder.put(value[top]! ^ first);
  for (let i = top - 1; i >= 0; i--) builder.put(value[i]! ^ rest);
}

function putGuid(builder: KeyBuilder, value: Uint8Array, order: readonly number[]): void {
  for (let i = 0; i < order.length; i++) builder.put(value[order[i]!]!);
}
