import { KeyBuilder } from '../../keys';
import { prefix } from '../../keys/key-builder';
import { putAsciiText } from '../../keys/normalise-ascii';

/** The keys of the catalog's own indexes (10 §2.2). */

/** Key maximum of all of them. */
const keyMost = 255;

/** Bytes of the clustered key: three numbers, each with its prefix. */
const primaryKeySize = 13;

/** Key of a row in the clustered tree of MSysObjects and of its shadow, always 13 bytes. */
export function catalogPrimaryKey(objidTable: number, type: number, id: number): Uint8Array {
  const key = new Uint8Array(primaryKeySize);
  const view = new DataView(key.buffer);
  putNumbers(view, objidTable, type);
  view.setUint8(8, prefix.data);
  view.setUint32(9, (id ^ 0x8000_0000) >>> 0);
  return key;
}

/** Key of a row in the index `Name`. */
export function catalogNameKey(objidTable: number, type: number, name: Uint8Array): Uint8Array {
  const start = new Uint8Array(8);
  putNumbers(new DataView(start.buffer), objidTable, type);
  return withName(start, name);
}

/** Key of a table's row in the index `RootObjects`; rows of other types are not in it. */
export function catalogRootKey(name: Uint8Array): Uint8Array {
  return withName(Uint8Array.of(prefix.data, 0xff), name);
}

/** Numbers lose their sign and are stored big endian, so that bytes sort as they do (13 §3). */
function putNumbers(view: DataView, objidTable: number, type: number): void {
  view.setUint8(0, prefix.data);
  view.setUint32(1, (objidTable ^ 0x8000_0000) >>> 0);
  view.setUint8(5, prefix.data);
  view.setUint16(6, type ^ 0x8000);
}

function withName(start: Uint8Array, name: Uint8Array): Uint8Array {
  const builder = new KeyBuilder();
  builder.reset(keyMost);
  builder.beginSegment(keyMost);
  for (const byte of start) builder.put(byte);
  builder.put(prefix.data);
  putAsciiText(builder, name);
  return builder.copy();
}
