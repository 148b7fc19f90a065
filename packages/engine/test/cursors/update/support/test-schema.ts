import {
  columnFlag,
  indexFlag,
  type ColumnSchema,
  type IndexSchema,
  type TableSchema,
} from '../../../../src/catalog/schema';
import { coltyp, fixedSize, isLong, isText } from '../../../../src/values/coltyp';

/** A column in a few words. */
export interface TestColumn {
  readonly name: string;
  readonly type: keyof typeof coltyp;
  readonly flags?: readonly (keyof typeof columnFlag)[];
  readonly isTagged?: boolean;
  readonly isUnicode?: boolean;
  readonly cbMax?: number;
  readonly defaultValue?: Uint8Array;
}

/** An index in a few words; a key is `+a-b`. */
export interface TestIndex {
  readonly name: string;
  readonly key: string;
  readonly flags?: readonly (keyof typeof indexFlag)[];
  readonly keyMost?: number;
  readonly conditional?: readonly { readonly column: string; readonly mustBeNull: boolean }[];
  readonly locale?: string;
  /** Least and largest length. */
  readonly tuple?: readonly [number, number];
}

export interface TestTableRequest {
  readonly columns: readonly TestColumn[];
  readonly indexes?: readonly TestIndex[];
}

const plainNulls = indexFlag.allowAllNulls | indexFlag.allowFirstNull | indexFlag.allowSomeNulls;

/** The schema that the catalog would give for a table. */
export function testSchema({ columns, indexes = [] }: TestTableRequest): TableSchema {
  const made = columnsOf(columns);
  return {
    ...{
      name: 'T',
      objidFDP: 0,
      pgnoFDP: 0,
      flags: 0,
      isSystem: false,
      density: 80,
      templateName: undefined,
    },
    ...{ longValues: undefined, lvChunkMax: undefined, separateLV: undefined, callbacks: [] },
    columns: made,
    indexes: indexes.map((index) => indexOf(index, made)),
  };
}

function columnsOf(columns: readonly TestColumn[]): ColumnSchema[] {
  const next = { fixed: 1, variable: 128, tagged: 256 };
  let offset = 4;
  return columns.map((column) => {
    const type = coltyp[column.type];
    const size = fixedSize(type);
    const kind = column.isTagged || isLong(type) ? 'tagged' : size > 0 ? 'fixed' : 'variable';
    const fid = next[kind]++;
    const recordOffset = kind === 'fixed' ? offset : 0;
    if (kind === 'fixed') offset += size;
    const flags = (column.flags ?? []).reduce((bits, name) => bits | columnFlag[name], 0);
    return {
      ...{ name: column.name, fid, columnid: fid, coltyp: type, kind, isTemplate: false, recordOffset },
      cbMax: column.cbMax ?? (size || (isLong(type) ? 0 : 255)),
      codePage: isText(type) ? (column.isUnicode ? 1200 : 1252) : 0,
      flags: column.defaultValue === undefined ? flags : flags | columnFlag.default,
      defaultValue: column.defaultValue,
      userDefault: undefined,
    };
  });
}

function indexOf(index: TestIndex, columns: readonly ColumnSchema[]): IndexSchema {
  const find = (name: string): ColumnSchema => columns.find((column) => column.name === name)!;
  const flags = (index.flags ?? []).reduce((bits, name) => bits | indexFlag[name], 0);
  const hasNullRule = (flags & (plainNulls | indexFlag.noNullSegment)) !== 0;
  const isPrimary = (flags & indexFlag.primary) !== 0;
  return {
    ...{ name: index.name, objidFDP: 0, pgnoFDP: 0, isPrimary, density: 80, varSegMac: undefined },
    flags: (hasNullRule ? flags : flags | plainNulls) | (isPrimary ? indexFlag.unique : 0),
    isUnique: (flags & (indexFlag.unique | indexFlag.primary)) !== 0,
    segments: [...index.key.matchAll(/([+-])(\w+)/g)].map(([, sign, name]) => ({
      column: find(name!),
      descending: sign === '-',
    })),
    conditional: (index.conditional ?? []).map(({ column, mustBeNull }) => ({
      column: find(column),
      mustBeNull,
    })),
    keyMost: index.keyMost ?? 255,
    lcMapFlags: 0x30401,
    ...{ localeName: index.locale, lcid: 0 },
    tupleLimits: index.tuple && {
      ...{ min: index.tuple[0], max: index.tuple[1], toIndexMax: 0x7fff, increment: 1, start: 0 },
    },
    // Both halves of the version are that of Windows 10.
    sortVersion: Uint8Array.of(5, 3, 6, 0, 5, 3, 6, 0),
    sortId: '00000001-57EE-1E5C-00B4-D0000BB1E11E',
  };
}
