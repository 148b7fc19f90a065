import { readBackupInfo, writeBackupInfo, type BackupInfo } from '../positions/backup-info';
import { readLgpos, writeLgpos, type Lgpos } from '../positions/lgpos';
import { readLogTime, writeLogTime, type LogTime } from '../positions/log-time';
import { readSignature, writeSignature, type Signature } from '../positions/signature';

/** What a field of an on-disk structure can hold. Numbers are little endian and may be unaligned. */
export interface FieldTypes {
  u8: number;
  u16: number;
  u32: number;
  i32: number;
  u64: bigint;
  lgpos: Lgpos;
  logtime: LogTime;
  signature: Signature;
  bkinfo: BackupInfo;
}

export type FieldType = keyof FieldTypes;

/** One field: byte offset from the start of the structure, and type. */
export type Field = readonly [offset: number, type: FieldType];

/** A structure as data: field name to place and type. */
export type FieldTable = Readonly<Record<string, Field>>;

/** The values of a structure described by a table. */
export type FieldValues<Table extends FieldTable> = {
  readonly [Name in keyof Table]: FieldTypes[Table[Name][1]];
};

type Codec<T extends FieldType> = {
  readonly read: (view: DataView, offset: number) => FieldTypes[T];
  readonly write: (view: DataView, offset: number, value: FieldTypes[T]) => void;
};

const codecs: { readonly [T in FieldType]: Codec<T> } = {
  u8: { read: (v, o) => v.getUint8(o), write: (v, o, x) => v.setUint8(o, x) },
  u16: { read: (v, o) => v.getUint16(o, true), write: (v, o, x) => v.setUint16(o, x, true) },
  u32: { read: (v, o) => v.getUint32(o, true), write: (v, o, x) => v.setUint32(o, x, true) },
  i32: { read: (v, o) => v.getInt32(o, true), write: (v, o, x) => v.setInt32(o, x, true) },
  u64: { read: (v, o) => v.getBigUint64(o, true), write: (v, o, x) => v.setBigUint64(o, x, true) },
  lgpos: { read: readLgpos, write: writeLgpos },
  logtime: { read: readLogTime, write: writeLogTime },
  signature: { read: readSignature, write: writeSignature },
  bkinfo: { read: readBackupInfo, write: writeBackupInfo },
};

function codecOf(type: FieldType): Codec<FieldType> {
  return codecs[type] as unknown as Codec<FieldType>;
}

/** A view of exactly the bytes of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Decodes every field of the table; `bytes` reaches behind the last one. */
export function readFields<Table extends FieldTable>(table: Table, bytes: Uint8Array): FieldValues<Table> {
  const view = viewOf(bytes);
  const values: Record<string, unknown> = {};
  for (const [name, [offset, type]] of Object.entries(table)) values[name] = codecOf(type).read(view, offset);
  return values as FieldValues<Table>;
}

/** Writes the given fields and leaves every other byte alone. */
export function writeFields<Table extends FieldTable>(
  table: Table,
  bytes: Uint8Array,
  values: Partial<FieldValues<Table>>,
): void {
  const view = viewOf(bytes);
  for (const [name, [offset, type]] of Object.entries(table)) {
    const value = values[name];
    if (value !== undefined) codecOf(type).write(view, offset, value as never);
  }
}
