import { JetError } from '@esekit/core';
import type { ColumnRequest, IndexRequest } from '@esekit/engine';
import { bytesIn } from '../../buffers';
import { hasBit } from '../../grbits';
import type {
  JET_COLUMNCREATE,
  JET_COLUMNDEF,
  JET_INDEXCREATE,
  JET_UNICODEINDEX,
} from '../../structures/schema';

/** A column as the engine is asked for it. */
export function columnRequest(
  szColumnName: string | null,
  column: JET_COLUMNDEF | JET_COLUMNCREATE,
  pvDefault: Uint8Array | null,
  cbDefault = pvDefault?.length ?? 0,
): ColumnRequest {
  const { coltyp, cp = 0, cbMax = 0, grbit = 0 } = column;
  const hasDefault = pvDefault !== null && cbDefault > 0;
  return {
    name: szColumnName ?? '',
    coltyp,
    codePage: cp,
    cbMax,
    grbit,
    ...(hasDefault ? { defaultValue: bytesIn(pvDefault, cbDefault).slice() } : {}),
  };
}

/**
 * An index as the engine is asked for it.
 *
 * @throws JET_errIndexInvalidDef when a flag announces a structure that is not there
 */
export function indexRequest(index: JET_INDEXCREATE): IndexRequest {
  const { grbit, szKey, pidxunicode, ptuplelimits, cbKey = szKey.length } = index;
  requireGiven(index, hasBit(grbit, 'IndexUnicode') && !pidxunicode, 'how Unicode is compared');
  requireGiven(index, hasBit(grbit, 'IndexTupleLimits') && !ptuplelimits, 'limits of tuples');
  return {
    name: index.szIndexName,
    key: szKey.slice(0, cbKey),
    grbit,
    density: densityOf(index),
    keyMost: hasBit(grbit, 'IndexKeyMost') ? (index.cbKeyMost ?? 0) : undefined,
    varSegMac: index.cbVarSegMac || undefined,
    unicode:
      hasBit(grbit, 'IndexUnicode') && pidxunicode
        ? {
            localeName: localeOf(index, pidxunicode),
            mapFlags: pidxunicode.dwMapFlags,
          }
        : undefined,
    tupleLimits:
      hasBit(grbit, 'IndexTupleLimits') && ptuplelimits
        ? {
            min: ptuplelimits.chLengthMin,
            max: ptuplelimits.chLengthMax,
            toIndexMax: ptuplelimits.chToIndexMax,
            increment: ptuplelimits.cchIncrement ?? 1,
            start: ptuplelimits.ichStart ?? 0,
          }
        : undefined,
    conditional: (index.rgconditionalcolumn ?? []).map(({ szColumnName, grbit: bits }) => ({
      column: szColumnName,
      grbit: bits,
    })),
  };
}

/** Percent that the pages of an index can be filled. */
const densities = { least: 20, most: 100 } as const;

/** The calls take any density of an index (the traces `ddl-dml` and F-28); what cannot be had is the default. */
function densityOf({ ulDensity = 0 }: JET_INDEXCREATE): number {
  return ulDensity < densities.least || ulDensity > densities.most ? 0 : ulDensity;
}

/** Locales that callers of older structures name by number. */
const localesByNumber: ReadonlyMap<number, string> = new Map([
  [0, ''],
  [0x7f, ''],
  [0x409, 'en-US'],
]);

/** @throws JET_errInvalidLanguageId for a number without a name here */
function localeOf({ szIndexName }: JET_INDEXCREATE, { szLocaleName, lcid = 0 }: JET_UNICODEINDEX): string {
  const name = szLocaleName ?? localesByNumber.get(lcid);
  if (name !== undefined) return name;
  throw new JetError('JET_errInvalidLanguageId', `index ${szIndexName}: locale ${lcid}`);
}

function requireGiven({ szIndexName }: JET_INDEXCREATE, isMissing: boolean, what: string): void {
  if (isMissing) throw new JetError('JET_errIndexInvalidDef', `index ${szIndexName}: ${what} is not given`);
}
