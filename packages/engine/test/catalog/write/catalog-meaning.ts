import { decodeSegments, decodeTupleLimits } from '../../../src/catalog/index-parts';
import type { CatalogRow } from '../../../src/catalog/catalog-row';
import {
  callbackFields,
  columnFields,
  decodeSpaceHints,
  formatGuid,
  indexFields,
  indexFlag,
  longValueFields,
  tableFields,
  type CatalogFields,
  type SpaceHintsOwner,
} from '../../../src/index';
import { decodeText1252, decodeUtf16 } from '../../../src/values/text';

/** From a stored row to what it means and back to the columns of a row (10 §3). */
export function rebuiltFields(row: CatalogRow, lastSetTime: bigint | undefined): CatalogFields {
  switch (row.Type) {
    case 1:
      return tableFields({
        ...treeOf(row, 'table', lastSetTime),
        flags: row.Flags!,
        pages: row.PagesOrLocale!,
        templateName: row.TemplateTable && decodeText1252(row.TemplateTable),
        lvChunkMax: row.LVChunkMax,
        separateLV: row.SeparateLV && u32(row.SeparateLV),
        deferredLongValueHints:
          row.SpaceDeferredLVHints && decodeSpaceHints(row.SpaceDeferredLVHints, 'deferredLongValues'),
      });
    case 2:
      return columnOf(row);
    case 3:
      return indexOf(row, lastSetTime);
    case 4:
      return longValueFields({ ...treeOf(row, 'tree', lastSetTime), objidTable: row.ObjidTable! });
    default:
      return callbackFields({
        objidTable: row.ObjidTable!,
        type: row.Flags!,
        callback: decodeText1252(row.TemplateTable!),
      });
  }
}

function treeOf(row: CatalogRow, owner: SpaceHintsOwner, lastSetTime: bigint | undefined) {
  return {
    objid: row.Id!,
    pgnoFDP: row.ColtypOrPgnoFDP!,
    name: decodeText1252(row.Name!),
    density: row.SpaceUsage!,
    spaceHints: row.SpaceHints && decodeSpaceHints(row.SpaceHints, owner),
    lastSetTime,
  };
}

function columnOf(row: CatalogRow): CatalogFields {
  const callback = row.TemplateTable && decodeText1252(row.TemplateTable);
  return columnFields({
    objidTable: row.ObjidTable!,
    fid: row.Id!,
    name: decodeText1252(row.Name!),
    coltyp: row.ColtypOrPgnoFDP!,
    cbMax: row.SpaceUsage!,
    flags: row.Flags!,
    codePage: row.PagesOrLocale!,
    recordOffset: row.RecordOffset,
    defaultValue: row.DefaultValue,
    userDefault: callback === undefined ? undefined : { callback, data: row.CallbackData },
    dependencies: row.CallbackDependencies,
  });
}

function indexOf(row: CatalogRow, lastSetTime: bigint | undefined): CatalogFields {
  const isExtended = (row.Flags! & indexFlag.extendedColumns) !== 0;
  return indexFields({
    ...treeOf(row, 'tree', lastSetTime),
    objidTable: row.ObjidTable!,
    flags: row.Flags!,
    segments: decodeSegments(row.KeyFldIDs, isExtended),
    conditional: decodeSegments(row.ConditionalColumns, isExtended),
    lcMapFlags: row.LCMapFlags!,
    localeName: row.LocaleName && decodeUtf16(row.LocaleName),
    lcid: row.PagesOrLocale,
    keyMost: row.KeyMost,
    varSegMac: row.VarSegMac && row.VarSegMac[0]! | (row.VarSegMac[1]! << 8),
    tupleLimits: decodeTupleLimits(row.TupleLimits),
    sortVersion: row.Version && [u32(row.Version), u32(row.Version.subarray(4))],
    sortId: row.SortID && formatGuid(row.SortID, 0),
  });
}

function u32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}
