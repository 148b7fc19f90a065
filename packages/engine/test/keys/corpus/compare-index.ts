import { buildKeys } from '../../../src/keys/build-keys';
import type { ValueSource } from '../../../src/keys/value-source';
import type { IndexDefinition } from '../../../src/keys/index-definition';
import { JetError } from '@esekit/core';
import { toHex } from '../fixture';
import { valueBytes, type DumpedIndex, type DumpedRow, type DumpedTable } from './dump-tables';

export interface Comparison {
  readonly compared: number;
  readonly skippedRows: number;
  /** Rows with text whose weights are not proven. */
  readonly unproven: number;
  readonly differences: readonly string[];
}

class UnknownValue extends Error {}

/** Rebuilds every entry of an index from the rows of its table. */
export function compareIndex(
  table: DumpedTable,
  index: DumpedIndex,
  definition: IndexDefinition,
  generated: ReadonlyMap<string, Uint8Array>,
): Comparison {
  const isPrimary = (index.grbit & 2) !== 0;
  const stored = isPrimary ? table.rows.map((row) => [row.bookmark, row.bookmark] as const) : index.entries;
  const byRow = new Map<string, string[]>();
  for (const [key, bookmark] of stored) {
    byRow.set(bookmark, [...(byRow.get(bookmark) ?? []), key]);
  }
  let compared = 0;
  let skippedRows = 0;
  let unproven = 0;
  const differences: string[] = [];
  for (const row of table.rows) {
    const wanted = (byRow.get(row.bookmark) ?? []).sort().join(' ');
    try {
      const keys = buildKeys(definition, rowSource(table, row, generated));
      const built = keys.map(({ key }) => toHex(key)).sort();
      if (built.join(' ') === wanted) compared += built.length;
      else differences.push(`${definition.name} ${row.bookmark}: built ${built.join(' ')}, stored ${wanted}`);
    } catch (error) {
      if (error instanceof UnknownValue) skippedRows++;
      else if (JetError.isInstance(error) && error.code === -603) unproven++;
      else throw error;
    }
  }
  return { compared, skippedRows, unproven, differences };
}

function rowSource(
  table: DumpedTable,
  row: DumpedRow,
  generated: ReadonlyMap<string, Uint8Array>,
): ValueSource {
  const names = new Map([...table.columns].map(([name, { columnid }]) => [columnid, name]));
  return (column, itag, bytesMost) => {
    const value = row.values[names.get(column.columnid)!];
    const instance = Array.isArray(value) ? (value as unknown[])[itag - 1] : itag === 1 ? value : undefined;
    if (instance === undefined) return undefined;
    const bytes = valueBytes(column, instance, generated);
    // Conditions and counts ask for presence only, and that the dump tells.
    if (bytes === undefined && bytesMost > 1) throw new UnknownValue();
    return bytes ?? new Uint8Array(1);
  };
}
