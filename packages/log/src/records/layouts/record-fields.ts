import {
  backupInfoSize,
  lgposSize,
  logTimeSize,
  readBackupInfo,
  readLgpos,
  readLogTime,
  readSignature,
  signatureSize,
  writeBackupInfo,
  writeLgpos,
  writeLogTime,
  writeSignature,
  type BackupInfo,
  type Lgpos,
  type LogTime,
  type Signature,
} from '@esekit/core';
import { dbmsParamSize, readDbmsParam, writeDbmsParam, type DbmsParam } from '../../dbms-param';

/**
 * What a field of a log record can hold. Records are packed, so most fields are unaligned, and they are
 * read where they lie in a segment: every codec takes the record's own start.
 */
export interface RecordFieldTypes {
  u8: number;
  u16: number;
  u32: number;
  i16: number;
  i32: number;
  /** dbtime and 64-bit escrow deltas, which are signed: -1 is "nil" (20 §1). */
  i64: bigint;
  /** A u16 whose top bit belongs to another field. */
  u15: number;
  /** The top bit of a byte. */
  bit7: boolean;
  lgpos: Lgpos;
  logtime: LogTime;
  signature: Signature;
  bkinfo: BackupInfo;
  dbmsparam: DbmsParam;
}

export type RecordFieldType = keyof RecordFieldTypes;

/** Byte offset from the type byte, and type. */
export type RecordField = readonly [offset: number, type: RecordFieldType];
export type RecordFieldTable = Readonly<Record<string, RecordField>>;

export type RecordFieldValues<Table extends RecordFieldTable> = {
  readonly [Name in keyof Table]: RecordFieldTypes[Table[Name][1]];
};

/** The offsets of a table as plain numbers, for code that reads single fields without a codec. */
export type RecordOffsets<Table extends RecordFieldTable> = {
  readonly [Name in keyof Table]: Table[Name][0];
};

export function offsetsOf<const Table extends RecordFieldTable>(table: Table): RecordOffsets<Table> {
  return Object.fromEntries(
    Object.entries(table).map(([name, [offset]]) => [name, offset]),
  ) as unknown as RecordOffsets<Table>;
}

interface Codec<T> {
  /** Bytes. */
  readonly size: number;
  readonly read: (view: DataView, offset: number) => T;
  readonly write: (view: DataView, offset: number, value: T) => void;
}

export const recordCodecs: { readonly [T in RecordFieldType]: Codec<RecordFieldTypes[T]> } = {
  u8: { size: 1, read: (v, o) => v.getUint8(o), write: (v, o, x) => v.setUint8(o, x) },
  u16: { size: 2, read: (v, o) => v.getUint16(o, true), write: (v, o, x) => v.setUint16(o, x, true) },
  u32: { size: 4, read: (v, o) => v.getUint32(o, true), write: (v, o, x) => v.setUint32(o, x, true) },
  i16: { size: 2, read: (v, o) => v.getInt16(o, true), write: (v, o, x) => v.setInt16(o, x, true) },
  i32: { size: 4, read: (v, o) => v.getInt32(o, true), write: (v, o, x) => v.setInt32(o, x, true) },
  i64: { size: 8, read: (v, o) => v.getBigInt64(o, true), write: writeInteger64 },
  u15: {
    size: 2,
    read: (v, o) => v.getUint16(o, true) & 0x7fff,
    write: (v, o, x) => v.setUint16(o, (v.getUint16(o, true) & 0x8000) | x, true),
  },
  bit7: {
    size: 1,
    read: (v, o) => (v.getUint8(o) & 0x80) !== 0,
    write: (v, o, x) => v.setUint8(o, (v.getUint8(o) & 0x7f) | (x ? 0x80 : 0)),
  },
  lgpos: { size: lgposSize, read: readLgpos, write: writeLgpos },
  logtime: { size: logTimeSize, read: readLogTime, write: writeLogTime },
  signature: { size: signatureSize, read: readSignature, write: writeSignature },
  bkinfo: { size: backupInfoSize, read: readBackupInfo, write: writeBackupInfo },
  dbmsparam: {
    size: dbmsParamSize,
    read: (v, o) => readDbmsParam(bytesFrom(v, o), 0),
    write: (v, o, x) => writeDbmsParam(bytesFrom(v, o), 0, x),
  },
};

function bytesFrom(view: DataView, offset: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, view.byteLength - offset);
}

/** A signed 64-bit number, from whatever the caller counts in; a `number` is a safe integer. */
export function writeInteger64(view: DataView, offset: number, value: number | bigint): void {
  if (typeof value === 'bigint') return view.setBigInt64(offset, value, true);
  view.setUint32(offset, value >>> 0, true);
  view.setInt32(offset + 4, Math.floor(value / 0x1_0000_0000), true);
}
