import { keyColumn } from '../../catalog/key-definition';
import { columnFlag, type ColumnSchema } from '../../catalog/schema';
import type { KeyColumn } from '../../keys';
import { fixedSize, isBinary, isLong, isText, isUnicodeText } from '../../values/coltyp';

/** Bytes of a short text or binary column whose row says 0 (11 §2). */
const shortBytesMost = 255;

/** A column as the record builder sees it: what is looked at for every value, worked out once. */
export interface ColumnPlan {
  readonly schema: ColumnSchema;
  readonly key: KeyColumn;
  /** Position in the list of the table's columns. */
  readonly ordinal: number;
  readonly kind: ColumnSchema['kind'];
  readonly fid: number;
  /** Fixed columns: offset in the record. */
  readonly offset: number;
  /** Bytes of every value of the type; 0 when they differ in size. */
  readonly typeSize: number;
  /** Fixed columns: bytes in the record. Others: bytes of the largest value; 0 = unlimited. */
  readonly size: number;
  readonly isLong: boolean;
  /** Text and binary: values may be empty. */
  readonly mayBeEmpty: boolean;
  readonly isWideText: boolean;
  readonly isText: boolean;
  readonly isNotNull: boolean;
  readonly isCompressed: boolean;
  readonly isEncrypted: boolean;
  readonly isTemplate: boolean;
  /** A default that the record itself need not hold. */
  readonly defaultValue: Uint8Array | undefined;
  readonly hasDefault: boolean;
}

export function columnPlan(schema: ColumnSchema, ordinal: number): ColumnPlan {
  const { coltyp, flags, kind } = schema;
  const typeSize = fixedSize(coltyp);
  const hasFlag = (flag: number): boolean => (flags & flag) !== 0;
  return {
    schema,
    key: keyColumn(schema),
    ordinal,
    kind,
    fid: schema.fid,
    offset: schema.recordOffset,
    typeSize,
    size: typeSize || schema.cbMax || (isLong(coltyp) ? 0 : shortBytesMost),
    isLong: isLong(coltyp),
    mayBeEmpty: isText(coltyp) || isBinary(coltyp),
    isWideText: isUnicodeText(schema),
    isText: isText(coltyp),
    isNotNull: hasFlag(columnFlag.notNull),
    isCompressed: hasFlag(columnFlag.compressed),
    isEncrypted: hasFlag(columnFlag.encrypted),
    isTemplate: schema.isTemplate,
    defaultValue: schema.defaultValue,
    hasDefault: hasFlag(columnFlag.default) || hasFlag(columnFlag.userDefinedDefault),
  };
}
