import { columnFlag, type ColumnSchema, type TableSchema } from '../catalog/schema';
import { coltyp, coltypNames, fixedSize, isLong, isText } from '../values/coltyp';
import { recordHeaderSize } from '../records/record-layout';
import type { CheckRun } from './check-run';

/** Largest text or binary value that is no long value (11 §2). */
const shortValueMost = 255;

const integerTypes: readonly number[] = [
  coltyp.long,
  coltyp.longLong,
  coltyp.unsignedLongLong,
  coltyp.currency,
];

/**
 * Checks the columns of a table as the catalog defines them (11 §2). The two catalog tables describe
 * themselves with constants that mean nothing (10 §2.3), and are left out by the caller.
 */
export function checkColumns(run: CheckRun, table: TableSchema): void {
  const names = new Map<string, string>();
  let fixedEnd: number = recordHeaderSize;
  let fixedFid = 0;
  for (const column of table.columns) {
    const tell = (text: string): void =>
      run.report('catalogRow', `column ${column.name} of ${table.name} ${text}`, { table: table.name });
    const rule = brokenRule(column);
    if (rule !== undefined) tell(rule);
    const name = column.name.toLowerCase();
    if (names.has(name)) tell(`has the name of column ${names.get(name)!}`);
    names.set(name, column.name);
    if (column.kind !== 'fixed') continue;
    // Deleted columns leave gaps, so an offset may be greater, but columns never share bytes.
    const isNext = column.fid === fixedFid + 1;
    if (column.recordOffset < fixedEnd || (isNext && column.recordOffset !== fixedEnd)) {
      tell(`stands at ${column.recordOffset} in the record, the column before it ends at ${fixedEnd}`);
    }
    fixedEnd = column.recordOffset + (fixedSize(column.coltyp) || column.cbMax);
    fixedFid = column.fid;
  }
}

/** The first rule that a column breaks by itself, as the end of a sentence. */
function brokenRule(column: ColumnSchema): string | undefined {
  const { coltyp: type, kind, cbMax, codePage, flags } = column;
  if (coltypNames[type] === undefined || type === coltyp.slv) return `has the unknown type ${type}`;
  const name = coltypNames[type];
  if (isLong(type) && kind !== 'tagged') return `is ${kind}, which ${name} cannot be`;
  const size = fixedSize(type);
  if (size > 0 && kind === 'variable') return `is variable, which ${name} cannot be`;
  if (size > 0 && cbMax !== size) return `has ${cbMax} bytes, but ${name} has ${size}`;
  if (size === 0 && !isLong(type) && (cbMax < 1 || cbMax > shortValueMost)) return `has up to ${cbMax} bytes`;
  if (isText(type) && codePage !== 1252 && codePage !== 1200) return `has the code page ${codePage}`;
  if (!isText(type) && codePage !== 0) return `is no text and has the code page ${codePage}`;
  if (column.defaultValue && cbMax > 0 && column.defaultValue.length > cbMax) {
    return `has a default value of ${column.defaultValue.length} bytes, and room for ${cbMax}`;
  }
  return brokenFlag(flags, type, kind);
}

function brokenFlag(flags: number, type: number, kind: ColumnSchema['kind']): string | undefined {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(columnFlag.multiValued) && kind !== 'tagged') return 'is multi-valued and not tagged';
  if (has(columnFlag.autoincrement) && (kind !== 'fixed' || !integerTypes.includes(type))) {
    return 'counts up by itself, which its type cannot';
  }
  if (has(columnFlag.version) && (kind !== 'fixed' || type !== coltyp.long)) {
    return 'counts versions, which its type cannot';
  }
  if (has(columnFlag.compressed) && !isLong(type)) return 'is compressed and no long value';
  if (has(columnFlag.encrypted) && !isLong(type)) return 'is encrypted and no long value';
  if (has(columnFlag.escrowUpdate) && kind !== 'fixed') return 'takes escrow updates and is not fixed';
  return undefined;
}
