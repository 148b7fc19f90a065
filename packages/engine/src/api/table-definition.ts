import { JetError } from '@esekit/core';
import { columnGrbit, type ColumnRequest } from '../catalog/write';
import { columnBytes, type ColumnValue } from '../keys';
import { createIndexGrbit, type IndexRequest, type TableRequest } from '../schema';
import { coltypNames, fixedSize, isLong, isText } from '../values/coltyp';

/** A column type as the API calls it. */
export type ColumnTypeName =
  | 'Bit'
  | 'UnsignedByte'
  | 'Short'
  | 'UnsignedShort'
  | 'Long'
  | 'UnsignedLong'
  | 'LongLong'
  | 'UnsignedLongLong'
  | 'Currency'
  | 'IEEESingle'
  | 'IEEEDouble'
  | 'DateTime'
  | 'GUID'
  | 'Binary'
  | 'Text'
  | 'LongBinary'
  | 'LongText';

/** A column (11 §2). */
export interface ColumnDefinition {
  readonly type: ColumnTypeName;
  /** Largest value in bytes; of text, two for each character. Default: the type's largest. */
  readonly size?: number;
  readonly notNull?: boolean;
  readonly autoincrement?: boolean;
  /** Counts the changes of the record. */
  readonly version?: boolean;
  /** Sessions may add to it side by side. */
  readonly escrow?: boolean;
  /** May have several values; it is stored as a tagged column then. */
  readonly multiValued?: boolean;
  /** Takes no room in records that do not have it. */
  readonly tagged?: boolean;
  /** Long values that are worth it are stored compressed. */
  readonly compressed?: boolean;
  readonly default?: ColumnValue;
}

/** An index (13 §4). */
export interface IndexDefinitionRequest {
  /** Columns in order; one that descends has `-` before its name. */
  readonly columns: readonly string[];
  readonly primary?: boolean;
  readonly unique?: boolean;
  /** Records in which all columns are NULL are left out. */
  readonly ignoreNull?: boolean;
  /** Records in which any column is NULL are left out. */
  readonly ignoreAnyNull?: boolean;
  readonly disallowNull?: boolean;
  /** How text is sorted, such as `en-US`. Default: the invariant locale, for Unicode text. */
  readonly locale?: string;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly indexes?: Readonly<Record<string, IndexDefinitionRequest>>;
  /** Pages that the table begins with. */
  readonly pages?: number;
  /** Percent that pages are filled to by rows in order. */
  readonly density?: number;
}

const unicode = 1200;
/** Case, width and accents as a dictionary has them (13 §6). */
const mapFlags = 0x3_0401;

const typeNumbers = new Map(Object.entries(coltypNames).map(([number, name]) => [name, Number(number)]));

/** @throws JET_errInvalidColumnType, JET_errIndexInvalidDef for what cannot even be asked for */
export function tableRequest(definition: TableDefinition): TableRequest {
  const { name, columns, indexes = {}, pages, density } = definition;
  return {
    name,
    pages,
    density,
    columns: Object.entries(columns).map(([column, facts]) => columnRequest(column, facts)),
    indexes: Object.entries(indexes).map(([index, facts]) => indexRequest(index, facts, columns)),
  };
}

function columnRequest(name: string, definition: ColumnDefinition): ColumnRequest {
  const coltyp = typeNumbers.get(definition.type);
  if (coltyp === undefined) {
    throw new JetError('JET_errInvalidColumnType', `column ${name} of type ${definition.type}`);
  }
  const cbMax = definition.size ?? 0;
  const codePage = isText(coltyp) ? unicode : 0;
  const keyColumn = { columnid: 0, coltyp, size: cbMax, codePage, isFixed: false, isMultiValued: false };
  const defaultValue = columnBytes(keyColumn, definition.default ?? null) ?? undefined;
  return { name, coltyp, grbit: columnFlags(definition, coltyp), cbMax, codePage, defaultValue };
}

function columnFlags(definition: ColumnDefinition, coltyp: number): number {
  const { multiValued, tagged, notNull, autoincrement, version, escrow, compressed } = definition;
  const isFixed = fixedSize(coltyp) > 0 && tagged !== true && multiValued !== true;
  return (
    (isFixed ? columnGrbit.fixed : 0) |
    (tagged === true || multiValued === true || isLong(coltyp) ? columnGrbit.tagged : 0) |
    (multiValued === true ? columnGrbit.multiValued : 0) |
    (notNull === true ? columnGrbit.notNull : 0) |
    (autoincrement === true ? columnGrbit.autoincrement : 0) |
    (version === true ? columnGrbit.version : 0) |
    (escrow === true ? columnGrbit.escrowUpdate : 0) |
    (compressed === true ? columnGrbit.compressed : 0)
  );
}

function indexRequest(
  name: string,
  definition: IndexDefinitionRequest,
  columns: TableDefinition['columns'],
): IndexRequest {
  const { primary, unique, ignoreNull, ignoreAnyNull, disallowNull, locale } = definition;
  const names = definition.columns.map((column) => (/^[+-]/.test(column) ? column : `+${column}`));
  const hasText = names.some((column) => isTextColumn(columns[column.slice(1)]));
  return {
    name,
    key: names.map((column) => `${column}\0`).join('') + '\0',
    grbit:
      (primary === true ? createIndexGrbit.primary : 0) |
      (unique === true ? createIndexGrbit.unique : 0) |
      (ignoreNull === true ? createIndexGrbit.ignoreNull : 0) |
      (ignoreAnyNull === true ? createIndexGrbit.ignoreAnyNull : 0) |
      (disallowNull === true ? createIndexGrbit.disallowNull : 0) |
      (hasText ? createIndexGrbit.unicode : 0),
    ...(hasText ? { unicode: { localeName: locale ?? '', mapFlags } } : {}),
  };
}

function isTextColumn(column: ColumnDefinition | undefined): boolean {
  return column !== undefined && (column.type === 'Text' || column.type === 'LongText');
}
