import { coltyp, type Coltyp } from '@esekit/engine';

/** A column of the generated table. */
export interface BulkColumn {
  readonly name: string;
  readonly fid: number;
  readonly type: Coltyp;
  /** Largest value in bytes; 0 = unlimited. */
  readonly size: number;
  /** 1252 or 1200 for text, 0 for others. */
  readonly codePage: number;
  /** Fixed columns: place in the record. */
  readonly offset: number;
}

export const tableName = 'Readings';
export const primaryIndexName = 'byId';
export const secondaryIndexName = 'byName';

/** Fixed, variable and tagged columns have numbers from these on (11 §1). */
export const firstFid = { fixed: 1, variable: 128, tagged: 256 } as const;

const fixedTypes = [
  ['Id', coltyp.long, 4],
  ['IsValid', coltyp.bit, 1],
  ['Level', coltyp.unsignedByte, 1],
  ['Delta', coltyp.short, 2],
  ['Size', coltyp.longLong, 8],
  ['Mean', coltyp.ieeeDouble, 8],
  ['Share', coltyp.ieeeSingle, 4],
  ['Price', coltyp.currency, 8],
  ['Time', coltyp.dateTime, 8],
  ['Device', coltyp.guid, 16],
  ['Port', coltyp.unsignedShort, 2],
  ['Hash', coltyp.unsignedLong, 4],
] as const;

const otherTypes = [
  ['Name', firstFid.variable, coltyp.text, 255, 1252],
  ['Title', firstFid.variable + 1, coltyp.text, 255, 1200],
  ['Digest', firstFid.variable + 2, coltyp.binary, 255, 0],
  ['Batch', firstFid.tagged, coltyp.long, 4, 0],
  ['Label', firstFid.tagged + 1, coltyp.text, 255, 1252],
  ['Comment', firstFid.tagged + 2, coltyp.longText, 0, 1252],
  ['Message', firstFid.tagged + 3, coltyp.longText, 0, 1200],
  ['Payload', firstFid.tagged + 4, coltyp.longBinary, 0, 0],
] as const;

/** 20 columns: 12 fixed, 3 variable, 5 tagged, in the order of {@link BulkValues}. */
export const columns: readonly BulkColumn[] = [...fixedColumns(), ...otherColumns()];

function fixedColumns(): BulkColumn[] {
  let offset = 4;
  return fixedTypes.map(([name, type, size], i) => {
    const column = { name, fid: firstFid.fixed + i, type, size, codePage: 0, offset };
    offset += size;
    return column;
  });
}

function otherColumns(): BulkColumn[] {
  return otherTypes.map(([name, fid, type, size, codePage]) => ({
    name,
    fid,
    type,
    size,
    codePage,
    offset: 0,
  }));
}
