import { columnFlag, coltyp, fixedSize, type ColumnSchema } from '../../src/index';

type Given = Partial<ColumnSchema> & Pick<ColumnSchema, 'fid'>;

/** A column of a schema; what is not given is that of a Long, or of a LongBinary where the fid is tagged. */
export function column(given: Given): ColumnSchema {
  const { fid } = given;
  const kind = fid < 128 ? 'fixed' : fid < 256 ? 'variable' : 'tagged';
  const type = given.coltyp ?? (kind === 'fixed' ? coltyp.long : coltyp.longBinary);
  return {
    name: `c${fid}`,
    columnid: given.isTemplate === true ? (fid | 0x8000_0000) >>> 0 : fid,
    coltyp: type,
    kind,
    isTemplate: false,
    cbMax: fixedSize(type),
    codePage: 0,
    flags: given.defaultValue ? columnFlag.default : 0,
    recordOffset: 4,
    defaultValue: undefined,
    userDefault: undefined,
    ...given,
  };
}

/** Fixed columns of these types, one behind the other. */
export function fixedColumns(types: readonly number[], names: readonly string[] = []): ColumnSchema[] {
  let recordOffset = 4;
  return types.map((type, i) => {
    const made = column({ fid: i + 1, name: names[i] ?? `c${i + 1}`, coltyp: type, recordOffset });
    recordOffset += fixedSize(type);
    return made;
  });
}
