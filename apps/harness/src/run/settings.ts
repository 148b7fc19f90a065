import { JET_bit, JetSetColumn } from '@esekit/jet';
import { isSizeSetting, parseSetting, type Setting } from '../definitions/setting';
import { encodeValue, type ValueBytes } from '../values/encode-value';
import { lookUpColumn } from './columns';
import type { CommandRun } from './command';
import type { TableName } from './names';

export function parseSettings(words: readonly string[]): readonly Setting[] {
  return words.map(parseSetting);
}

/**
 * Sets columns of the copy buffer, in order, up to the first error; the column that failed is in `out`, and so is
 * the last warning.
 */
export function applySettings(run: CommandRun, table: TableName, settings: readonly Setting[]): void {
  for (const setting of settings) applySetting(run, table, setting);
}

function applySetting({ calls, out }: CommandRun, table: TableName, setting: Setting): void {
  const { session, tableid } = table;
  const { column, ibLongValue, itagSequence } = setting;
  const found = lookUpColumn(calls, table, column);
  const value = encodeValue(setting.value, found);
  const { bytes, cb, grbit } = isSizeSetting(setting)
    ? { bytes: null, cb: sizeOf(setting, value), grbit: setting.grbit }
    : { bytes: value, cb: value?.length ?? 0, grbit: setting.grbit | zeroLengthBit(value) };
  const rc = calls.attempt('JetSetColumn', () =>
    JetSetColumn(session.sesid, tableid, found.columnid, bytes, cb, grbit, { ibLongValue, itagSequence }),
  );
  if (rc > 0) out['setwrn'] = `${column}:${rc}`;
  if (rc >= 0) return;
  out['col'] = column;
  calls.endOnError();
}

/** A size is given in digits, or as a value of that size. */
function sizeOf({ value }: Setting, bytes: ValueBytes): number {
  return /^[0-9]+$/.test(value) ? Number(value) : (bytes?.length ?? 0);
}

export function zeroLengthBit(value: ValueBytes): number {
  return value?.length === 0 ? JET_bit.SetZeroLength : 0;
}
