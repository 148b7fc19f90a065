import { viewOf } from '@esekit/core';
import type { RecordView } from '../records/record-view';
import { fixedSize } from '../values/coltyp';
import { catalogFixed, catalogTagged, catalogVariable } from './catalog-columns';

type FixedName = keyof typeof catalogFixed;
type BytesName = keyof typeof catalogVariable | keyof typeof catalogTagged;

/** One row of the catalog, columns by their names; `undefined` where NULL or not in the record. */
export type CatalogRow = Readonly<
  Record<FixedName, number | undefined> & Record<BytesName, Uint8Array | undefined>
>;

const fixedColumns = Object.entries(catalogFixed).map(([name, { fid, type, offset }]) => {
  return { name: name as FixedName, fid, offset, size: fixedSize(type) };
});
const variableColumns = Object.entries(catalogVariable);
const taggedColumns = Object.entries(catalogTagged);

/**
 * Decodes a catalog record. Bytes are copied out, because the page they lie on may go.
 *
 * Long binaries are taken as they stand in the record: the engine never separates or compresses those
 * of the catalog; one that is comes out as `undefined`.
 *
 * @throws JET_errDatabaseCorrupted when the record is damaged
 */
export function decodeCatalogRow(record: RecordView): CatalogRow {
  const row: Record<string, number | Uint8Array | undefined> = {};
  const view = viewOf(record.bytes);
  for (const { name, fid, offset, size } of fixedColumns) {
    const found = record.findFixed(fid, offset, size) === 'value';
    row[name] = found ? readNumber(view, record.valueStart, size) : undefined;
  }
  for (const [name, fid] of variableColumns) {
    row[name] = record.findVariable(fid) === 'value' ? copyValue(record) : undefined;
  }
  for (const [name, fid] of taggedColumns) row[name] = taggedBytes(record, fid);
  return row as CatalogRow;
}

/** All columns are read as unsigned: ids, pages and flags have no sign, whatever their column type. */
function readNumber(view: DataView, at: number, size: number): number {
  if (size === 1) return view.getUint8(at);
  return size === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
}

function copyValue(record: RecordView): Uint8Array {
  return record.bytes.slice(record.valueStart, record.valueStart + record.valueLength);
}

const plainLongValue = 0x01;

function taggedBytes(record: RecordView, fid: number): Uint8Array | undefined {
  if (record.findTagged(fid, false) !== 'value') return undefined;
  return (record.valueFlags & ~plainLongValue) === 0 ? copyValue(record) : undefined;
}
