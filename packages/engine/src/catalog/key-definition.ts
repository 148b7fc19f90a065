import { viewOf } from '@esekit/core';
import { indexDefinition, keyRulesOfFlags } from '../keys/index-definition';
import type { IndexDefinition, KeyColumn, UnicodeSettings } from '../keys/index-definition';
import { isUnicodeText } from '../values/coltyp';
import { fixedSize } from '../values/coltyp';
import { columnFlag, type ColumnSchema, type IndexSchema } from './schema';

/** A column as the key code sees it. */
export function keyColumn(column: ColumnSchema): KeyColumn {
  return {
    columnid: column.columnid,
    coltyp: column.coltyp,
    size: column.kind === 'fixed' ? fixedSize(column.coltyp) || column.cbMax : column.cbMax,
    isFixed: column.kind === 'fixed',
    isMultiValued: (column.flags & columnFlag.multiValued) !== 0,
    codePage: column.codePage,
    isPlaceholder: (column.flags & columnFlag.primaryIndexPlaceholder) !== 0,
  };
}

/**
 * What the key code needs to build and seek keys of an index.
 *
 * @throws JET_errIndexInvalidDef when the catalog's row makes no sense
 */
export function keyDefinition(index: IndexSchema): IndexDefinition {
  const { tupleLimits } = index;
  return indexDefinition({
    ...keyRulesOfFlags(index.flags),
    name: index.name,
    segments: index.segments.map(({ column, descending }) => ({ column: keyColumn(column), descending })),
    conditionalColumns: index.conditional.map(({ column, mustBeNull }) => ({
      column: keyColumn(column),
      mustBeNull,
    })),
    keyMost: index.keyMost,
    varSegMac: index.varSegMac ?? index.keyMost,
    tuple: tupleLimits && {
      lengthMin: tupleLimits.min,
      lengthMax: tupleLimits.max,
      toIndexMax: tupleLimits.toIndexMax,
      increment: tupleLimits.increment,
      start: tupleLimits.start,
    },
    unicode: unicodeSettings(index),
  });
}

/** Only indexes over Unicode text have them (13 §7). */
function unicodeSettings(index: IndexSchema): UnicodeSettings | undefined {
  const texts = [...index.segments, ...index.conditional];
  if (!texts.some(({ column }) => isUnicodeText(column))) return undefined;
  const version = index.sortVersion?.length === 8 ? viewOf(index.sortVersion) : undefined;
  return {
    locale: index.localeName ?? localeOfLcid(index.lcid),
    version: version?.getUint32(4, true),
    definedVersion: version?.getUint32(0, true),
    sortId: index.sortId,
    flags: index.lcMapFlags,
  };
}

/** Indexes of files before locale names carry a number (10 §10). */
function localeOfLcid(lcid: number): string {
  return lcid === 0x409 ? 'en-US' : `LCID 0x${lcid.toString(16)}`;
}
