import {
  readLgpos,
  readLogTime,
  readSignature,
  writeLgpos,
  writeLogTime,
  writeSignature,
  type Lgpos,
  type LogTime,
  type Signature,
} from '@esekit/core';

/** What a field of a log header or a checkpoint can hold. All little endian, none aligned. */
export interface LogFieldTypes {
  u8: number;
  u16: number;
  u32: number;
  i32: number;
  u64: bigint;
  lgpos: Lgpos;
  logtime: LogTime;
  signature: Signature;
}

/** One field: byte offset from the start of the structure, and type. */
export type LogField = readonly [offset: number, type: keyof LogFieldTypes];

/** A structure as data: field name to place and type. */
export type LogFieldTable = Readonly<Record<string, LogField>>;

export type LogFieldValues<Table extends LogFieldTable> = {
  readonly [Name in keyof Table]: LogFieldTypes[Table[Name][1]];
};

type Codec<Value> = {
  readonly read: (view: DataView, offset: number) => Value;
  readonly write: (view: DataView, offset: number, value: Value) => void;
};

const codecs: { readonly [T in keyof LogFieldTypes]: Codec<LogFieldTypes[T]> } = {
  u8: { read: (v, o) => v.getUint8(o), write: (v, o, x) => v.setUint8(o, x) },
  u16: { read: (v, o) => v.getUint16(o, true), write: (v, o, x) => v.setUint16(o, x, true) },
  u32: { read: (v, o) => v.getUint32(o, true), write: (v, o, x) => v.setUint32(o, x, true) },
  i32: { read: (v, o) => v.getInt32(o, true), write: (v, o, x) => v.setInt32(o, x, true) },
  u64: { read: (v, o) => v.getBigUint64(o, true), write: (v, o, x) => v.setBigUint64(o, x, true) },
  lgpos: { read: readLgpos, write: writeLgpos },
  logtime: { read: readLogTime, write: writeLogTime },
  signature: { read: readSignature, write: writeSignature },
};

/** A view of exactly the bytes of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Decodes every field of the table; `bytes` reaches behind the last one. */
export function readLogFields<Table extends LogFieldTable>(
  table: Table,
  bytes: Uint8Array,
): LogFieldValues<Table> {
  const view = viewOf(bytes);
  const values: Record<string, unknown> = {};
  for (const [name, [offset, type]] of Object.entries(table)) values[name] = codecs[type].read(view, offset);
  return values as LogFieldValues<Table>;
}

/** Writes every field of the table and leaves every other byte alone. */
export function writeLogFields<Table extends LogFieldTable>(
  table: Table,
  bytes: Uint8Array,
  values: LogFieldValues<Table>,
): void {
  const view = viewOf(bytes);
  for (const [name, [offset, type]] of Object.entries(table)) {
    (codecs[type] as Codec<unknown>).write(view, offset, values[name]);
  }
}
