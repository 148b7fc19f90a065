import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  columnFlag,
  coltyp,
  coltypNames,
  type ColumnSchema,
  type IndexSchema,
  type KeyValues,
  type PointReader,
  type Row,
  type Table,
} from '../../src/index';
import { settledDatabases } from './all-databases';
import { unlessDamaged } from './unless-damaged';

/** Rows of one index that are sought: enough for every type there is. */
const rowsMost = 40;

describeCorpus('TableIndex.seek', () => {
  const folder = temporaryFolder();

  it('finds rows by values as rows have them', { timeout: 300_000 }, () => {
    const total = { indexes: 0, seeks: 0, ranges: 0, unproven: 0 };
    const types = new Set<string>();
    const differences: string[] = [];
    for (const { name, database } of settledDatabases(folder)) {
      for (const { name: tableName } of database.tables) {
        const table = database.table(tableName);
        for (const index of table.indexes.filter(isPlain)) {
          total.indexes++;
          for (const { column } of index.segments) types.add(coltypNames[column.coltyp]!);
          const seeks = unlessDamaged(() => new Seeks(table, index));
          if (!seeks) continue;
          total.seeks += seeks.found;
          total.ranges += seeks.inRange;
          total.unproven += seeks.unproven;
          differences.push(...seeks.differences.map((text) => `${name} ${tableName}.${index.name} ${text}`));
        }
      }
    }
    console.log(
      JSON.stringify({ ...total, types: [...types].sort(), differences: differences.slice(0, 20) }),
    );
    expect(differences).toEqual([]);
    expect(total.seeks).toBeGreaterThan(10_000);
  });
});

/** Indexes with one entry for each row that has values. */
function isPlain({ segments, tupleLimits }: IndexSchema): boolean {
  return !tupleLimits && segments.every(({ column }) => (column.flags & columnFlag.multiValued) === 0);
}

class Seeks {
  found = 0;
  inRange = 0;
  unproven = 0;
  readonly differences: string[] = [];
  readonly #points: PointReader;

  constructor(
    readonly table: Table,
    readonly index: IndexSchema,
  ) {
    this.#points = table.index(index.name).pointReader({ columns: [] });
    const reader = table.reader();
    const cursor = table.cursor();
    const wanted = index.segments.map(({ column }) => column.name);
    let rows = 0;
    for (const row of table.rows({ columns: wanted })) {
      cursor.next();
      if (++rows > rowsMost) break;
      const record = reader.read(cursor);
      const values = index.segments.map(({ column }) => {
        if (reader.finder.find(record, column, 1) === 'null') return null;
        // A Date does not keep all bits of what is stored.
        return column.coltyp === coltyp.dateTime ? reader.finder.place.copy() : plain(row, column);
      });
      if (this.#isIndexed(values)) this.#seek(values);
    }
  }

  /** Rows without values may be left out of an index. */
  #isIndexed(values: KeyValues): boolean {
    return values.every((value) => value !== null) && this.index.conditional.length === 0;
  }

  #seek(values: KeyValues): void {
    const index = this.table.index(this.index.name);
    try {
      const key = Buffer.from(index.key(values));
      const [entry] = index.entries({ from: values, to: values });
      if (entry && key.equals(entry.key)) this.found++;
      else
        this.differences.push(
          `${key.toString('hex')}: found ${Buffer.from(entry?.key ?? []).toString('hex')}`,
        );
      if (!this.#points.get(...values)) this.differences.push(`${key.toString('hex')}: no row`);
      const [leading] = values;
      for (const other of index.entries({ from: [leading!], to: [leading!] })) {
        if (!key.equals(other.key)) continue;
        this.inRange++;
        break;
      }
    } catch (error) {
      if ((error as { name?: string }).name !== 'JET_errUnicodeNormalizationNotSupported') throw error;
      this.unproven++;
    }
  }
}

function plain(row: Row, column: ColumnSchema): KeyValues[number] {
  return row[column.name] as KeyValues[number];
}
