import { JetGetBookmark, JetGetCurrentIndex, JetRetrieveKey, type JetRef, type JetStatus } from '@esekit/jet';
import { hexOf } from '../values/literal';
import { returnCodeOf } from './call-record';
import type { CommandRun } from './command';
import type { TableName } from './names';

/** Size of the buffers for keys and bookmarks (scenario language §5.3). */
export const cbBuffer = 4096;

const buffer = new Uint8Array(cbBuffer);

/** Bytes that a call gave out; none when it failed. */
export interface Filled {
  readonly rc: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

type FillingCall = (into: Uint8Array, size: number, actual: JetRef<number>) => JetStatus;

/** Makes a call that fills a buffer. The bytes are the caller's. */
export function filledBy(call: FillingCall): Filled {
  const actual: JetRef<number> = { value: 0 };
  const { rc, name } = returnCodeOf(() => call(buffer, cbBuffer, actual));
  return { rc, name, bytes: buffer.slice(0, rc < 0 ? 0 : Math.min(actual.value, cbBuffer)) };
}

export function bookmarkOf({ session, tableid }: TableName): Filled {
  return filledBy((into, size, actual) => JetGetBookmark(session.sesid, tableid, into, size, actual));
}

export function keyOf({ session, tableid }: TableName, grbit = 0): Filled {
  return filledBy((into, size, actual) => JetRetrieveKey(session.sesid, tableid, into, size, actual, grbit));
}

/** The name of the current index; empty when there is none. */
export function indexNameOf({ session, tableid }: TableName): string {
  const name: JetRef<string> = { value: '' };
  const { rc } = returnCodeOf(() => JetGetCurrentIndex(session.sesid, tableid, name, 256));
  return rc < 0 ? '' : name.value;
}

/** Where a cursor stands, in hexadecimal. */
export interface Place {
  /** Or the code of why there is none. */
  readonly bm: string | number;
  /** Key in the current index, when it is another than the bookmark. */
  readonly key: string | undefined;
}

export function placeOf(table: TableName): Place {
  const bookmark = bookmarkOf(table);
  const bm = bookmark.rc < 0 ? bookmark.rc : hexOf(bookmark.bytes);
  if (table.temporary !== undefined || indexNameOf(table) === '') return { bm, key: undefined };
  const key = keyOf(table);
  const shown = key.rc < 0 ? undefined : hexOf(key.bytes);
  return { bm, key: shown === bm ? undefined : shown };
}

/** The position members of a command (scenario language §3). */
export function showPlace({ out }: CommandRun, table: TableName): void {
  const { bm, key } = placeOf(table);
  out[typeof bm === 'number' ? 'bmrc' : 'bm'] = bm;
  if (key !== undefined) out['key'] = key;
}
