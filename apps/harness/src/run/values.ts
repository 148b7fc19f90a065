import { JetRetrieveColumn, type JetRef, type JET_RETINFO } from '@esekit/jet';
import { valueJson } from '../output/value-json';
import type { Json } from '../output/json-format';
import { returnCodeOf } from './call-record';
import { isTagged, type TableColumn } from './columns';
import type { TableName } from './names';

const columnNull = 1004;
const bufferTruncated = 1006;

/** Grows to the longest value that was read. */
let buffer = new Uint8Array(1 << 16);

/** What a retrieval gave. */
export interface Retrieved {
  readonly rc: number;
  readonly name: string;
  /** Size of the value, from `ibLongValue` on. */
  readonly cbActual: number;
  /** What was received; valid until the next retrieval. */
  readonly bytes: Uint8Array;
  readonly itagSequence: number;
}

export interface Retrieval {
  readonly columnid: number;
  readonly grbit?: number;
  readonly itagSequence?: number;
  readonly ibLongValue?: number;
  /** Size of the buffer; default: as large as needed. */
  readonly cbMost?: number | undefined;
}

/** Reads a value of the current record. */
export function retrieve(table: TableName, retrieval: Retrieval): Retrieved {
  const { cbMost } = retrieval;
  if (cbMost !== undefined && cbMost > buffer.length) buffer = new Uint8Array(cbMost);
  const read = retrieveInto(table, retrieval, cbMost ?? buffer.length);
  if (cbMost !== undefined || read.rc !== bufferTruncated || read.cbActual <= buffer.length) return read;
  buffer = new Uint8Array(read.cbActual);
  return retrieveInto(table, retrieval, buffer.length);
}

function retrieveInto({ session, tableid }: TableName, retrieval: Retrieval, cbMost: number): Retrieved {
  const { columnid, grbit = 0, itagSequence = 1, ibLongValue = 0 } = retrieval;
  const actual: JetRef<number> = { value: 0 };
  const info: JET_RETINFO = { itagSequence, ibLongValue };
  const { rc, name } = returnCodeOf(() =>
    JetRetrieveColumn(session.sesid, tableid, columnid, buffer, cbMost, actual, grbit, info),
  );
  const isNothing = rc < 0 || rc === columnNull;
  return {
    rc,
    name,
    cbActual: isNothing ? 0 : actual.value,
    bytes: buffer.subarray(0, isNothing ? 0 : Math.min(actual.value, cbMost)),
    itagSequence: info.itagSequence ?? itagSequence,
  };
}

export function isNull({ rc }: Retrieved): boolean {
  return rc === columnNull;
}

export function isCut({ rc }: Retrieved): boolean {
  return rc === bufferTruncated;
}

/** Values that a record is read to: no column has more. */
const valuesMost = 1 << 20;

/** A column of the current record as dumps show it; `undefined` when it is NULL (scenario language §6.2). */
export function columnJson(table: TableName, column: TableColumn): Json | undefined {
  if (!isTagged(column)) return oneValue(retrieve(table, { columnid: column.columnid }), column);
  const values: Json[] = [];
  for (let itagSequence = 1; itagSequence <= valuesMost; itagSequence++) {
    const { columnid } = column;
    const value = retrieve(table, { columnid, itagSequence });
    if (value.rc < 0) return { error: value.rc };
    if (isNull(value)) break;
    values.push(valueJson(value.bytes, column));
  }
  return values.length <= 1 ? values[0] : values;
}

function oneValue(value: Retrieved, column: TableColumn): Json | undefined {
  if (value.rc < 0) return { error: value.rc };
  return isNull(value) ? undefined : valueJson(value.bytes, column);
}

/** Columns of the current record by name, without those that are NULL. */
export function recordJson(table: TableName, columns: readonly TableColumn[]): Json {
  return Object.fromEntries(columns.map((column) => [column.name, columnJson(table, column)]));
}
