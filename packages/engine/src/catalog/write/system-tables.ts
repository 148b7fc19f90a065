import { coltyp, fixedSize } from '../../values/coltyp';
import { columnFlag, indexFlag } from '../schema';

/** A system table that a new database has beside the catalog (10 §4). */
export interface SystemTable {
  readonly name: string;
  readonly flags: number;
  /** Percent. */
  readonly density: number;
  readonly columns: readonly SystemColumn[];
  readonly primary: { readonly name: string; readonly flags: number; readonly fid: number };
}

export interface SystemColumn {
  readonly fid: number;
  readonly name: string;
  readonly coltyp: number;
  readonly cbMax: number;
  readonly flags: number;
  readonly recordOffset?: number | undefined;
  readonly defaultValue?: Uint8Array | undefined;
}

const { extendedColumns, primary, unique, allowAllNulls, allowFirstNull, allowSomeNulls } = indexFlag;
const plainPrimary = extendedColumns | primary | unique | allowAllNulls | allowFirstNull | allowSomeNulls;

/** System table whose schema is read from the catalog, and may not be changed. */
const fixedSystemTable = 0xc800_0000;
const systemTable = 0x8800_0000;

const tagged = (fid: number, name: string, type: number): SystemColumn => ({
  fid,
  name,
  coltyp: type,
  cbMax: fixedSize(type),
  flags: 0,
});

/** One record per tree that has an object id of its own (10 §4.1). */
export const objidsTable: SystemTable = {
  name: 'MSysObjids',
  flags: fixedSystemTable,
  density: 100,
  columns: [
    tagged(256, 'objid', coltyp.long),
    tagged(257, 'objidTable', coltyp.long),
    tagged(258, 'type', coltyp.short),
  ],
  primary: { name: 'primary', flags: plainPrimary, fid: 256 },
};

const escrowDefault = Uint8Array.of(0, 0, 0, 0);

/**
 * The key-value store of sort versions in use (10 §4.2).
 *
 * @param isSecondVersion format 9520 and later: two columns more
 */
export function localesTable(isSecondVersion: boolean): SystemTable {
  const escrow = columnFlag.escrowUpdate | columnFlag.default;
  const old: readonly SystemColumn[] = [
    {
      fid: 1,
      name: 'Type',
      coltyp: coltyp.unsignedByte,
      cbMax: 1,
      flags: columnFlag.notNull,
      recordOffset: 4,
    },
    {
      fid: 2,
      name: 'iValue',
      coltyp: coltyp.long,
      cbMax: 4,
      flags: escrow,
      recordOffset: 5,
      defaultValue: escrowDefault,
    },
    { fid: 128, name: 'Key', coltyp: coltyp.binary, cbMax: 255, flags: 0 },
  ];
  const added: readonly SystemColumn[] = [
    { fid: 3, name: 'i64Value', coltyp: coltyp.currency, cbMax: 8, flags: 0, recordOffset: 9 },
    tagged(256, 'rgbValue', coltyp.longBinary),
  ];
  return {
    name: 'MSysLocales',
    flags: systemTable,
    density: 92,
    columns: isSecondVersion ? [...old, ...added] : old,
    primary: { name: 'KeyPrimary', flags: plainPrimary | indexFlag.disallowTruncation, fid: 128 },
  };
}
