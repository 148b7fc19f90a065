import { JET_bit, JetMakeKey, JetSeek, JetSetCurrentIndex } from '@esekit/jet';
import type { ValueType } from '../values/column-type';
import { encodeValue, type ValueBytes } from '../values/encode-value';
import type { CallRecord } from './call-record';
import { keyTypes } from './indexes';
import type { TableName } from './names';

const binary: ValueType = { type: 'Binary', cp: 0 };

/** Makes a search key of words: a call for each (scenario language §4.6). */
export function makeKey(calls: CallRecord, table: TableName, words: readonly string[], limit: number): void {
  if (words.length === 0) return;
  const types = keyTypes(table);
  words.forEach((word, at) => {
    const first = at === 0 ? JET_bit.NewKey : 0;
    const last = at === words.length - 1 ? limit : 0;
    makeSegment(calls, table, encodeValue(word, types[at] ?? binary), first | last);
  });
}

export function makeSegment(calls: CallRecord, table: TableName, value: ValueBytes, grbit: number): void {
  const { session, tableid } = table;
  const bits = value?.length === 0 ? grbit | JET_bit.KeyDataZeroLength : grbit;
  calls.make('JetMakeKey', () => JetMakeKey(session.sesid, tableid, value, value?.length ?? 0, bits));
}

/** `-` is the order of the primary index. */
export function selectIndex(calls: CallRecord, { session, tableid }: TableName, name: string): void {
  calls.make('JetSetCurrentIndex', () =>
    JetSetCurrentIndex(session.sesid, tableid, name === '-' ? null : name),
  );
}

export interface Search {
  readonly index: string;
  readonly keys: readonly string[];
  /** Bits of JetSeek. */
  readonly mode: number;
  /** Bits for the last segment of the key. */
  readonly limit: number;
}

/** Selects an index, makes a key and seeks it. */
export function find(calls: CallRecord, table: TableName, { index, keys, mode, limit }: Search): void {
  selectIndex(calls, table, index);
  makeKey(calls, table, keys, limit);
  seek(calls, table, mode);
}

export function seek(calls: CallRecord, { session, tableid }: TableName, grbit: number): void {
  calls.make('JetSeek', () => JetSeek(session.sesid, tableid, grbit));
}
