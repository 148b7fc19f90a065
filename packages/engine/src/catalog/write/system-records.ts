import { RecordBuilder, RecordShape } from '../../records/write';
import { fixedSize } from '../../values/coltyp';
import type { ColumnSchema } from '../schema';
import { localesTable, objidsTable, type SystemTable } from './system-tables';

/** What a row of MSysObjids says of a tree: types 1 table, 3 index, 4 long values (10 §4.1). */
export interface ObjidRow {
  readonly objid: number;
  readonly objidTable: number;
  readonly type: 1 | 3 | 4;
}

/** A row of MSysLocales: type 1 is a version of the store, type 2 a count (10 §4.2). */
export interface LocaleRow {
  readonly key: string;
  readonly type: 1 | 2;
  readonly value: number;
}

/** Record of MSysObjids. */
export class ObjidRecordEncoder {
  readonly #builder: RecordBuilder;

  constructor(pageSize: number) {
    this.#builder = new RecordBuilder(systemShape(objidsTable, pageSize));
  }

  encode({ objid, objidTable, type }: ObjidRow): Uint8Array {
    const { shape } = this.#builder;
    this.#builder.beginInsert();
    this.#builder.set(shape.columnNamed('objid'), objid | 0);
    this.#builder.set(shape.columnNamed('objidTable'), objidTable | 0);
    this.#builder.set(shape.columnNamed('type'), type);
    return this.#builder.finish().slice();
  }
}

/** Record of MSysLocales. */
export class LocaleRecordEncoder {
  readonly #builder: RecordBuilder;

  constructor(pageSize: number) {
    this.#builder = new RecordBuilder(systemShape(localesTable(false), pageSize));
  }

  encode({ key, type, value }: LocaleRow): Uint8Array {
    const { shape } = this.#builder;
    this.#builder.beginInsert();
    this.#builder.set(shape.columnNamed('Type'), type);
    this.#builder.set(shape.columnNamed('iValue'), value);
    this.#builder.set(shape.columnNamed('Key'), localeKeyBytes(key));
    return this.#builder.finish().slice();
  }
}

/** UTF-16LE with the zero at its end. */
export function localeKeyBytes(key: string): Uint8Array {
  const bytes = new Uint8Array(2 * key.length + 2);
  for (let i = 0; i < key.length; i++) {
    bytes[2 * i] = key.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = key.charCodeAt(i) >> 8;
  }
  return bytes;
}

/**
 * Key of the row that counts the indexes of a sort order (10 §4.2).
 *
 * @param sortId lower case, without braces
 * @param version defined version in the high half, NLS version in the low one
 */
export function localeIndexKey(
  localeName: string,
  sortId: string,
  version: readonly [number, number],
): string {
  const number = (BigInt(version[0]) << 32n) | BigInt(version[1]);
  return `LocaleName=${localeName},SortID=${sortId.toLowerCase()},Ver=${number.toString(16)}`;
}

function systemShape({ name, columns }: SystemTable, pageSize: number): RecordShape {
  return new RecordShape(
    { name, columns: columns.map(asSchema), indexes: [], separateLV: undefined },
    { pageSize },
  );
}

function asSchema(column: SystemTable['columns'][number]): ColumnSchema {
  const { fid } = column;
  return {
    ...column,
    columnid: fid,
    kind: fid <= 127 ? 'fixed' : fid <= 255 ? 'variable' : 'tagged',
    isTemplate: false,
    cbMax: fixedSize(column.coltyp) || column.cbMax,
    codePage: 0,
    recordOffset: column.recordOffset ?? 0,
    defaultValue: column.defaultValue,
    userDefault: undefined,
  };
}
