import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { columnFlag, indexFlag, type IndexSchema } from '../../src/index';
import { settledDatabases } from './all-databases';
import { unlessDamaged } from './unless-damaged';
import { rebuildIndex } from './rebuilt-keys';

/**
 * A repaired file of Windows (its header has no log signature) in which the last entry of an index leads to
 * a record that was lost.
 */
const orphans = [
  'filehistory-catalog1/Catalog1.edb backupset.timestampIndex: 151 entries, 150 found, 0 unproven',
];

/** Indexes with pages that cannot be read, or that belong to another table by now. */
const damaged = [
  'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_4.HashEntryIdIndex',
  'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_11.HashEntryIdIndex',
  'windows-search-win10-dirty/Windows.edb SystemIndex_PropertyStore.IDX_PropertyStore_Primary',
];

describeCorpus('every index of every database at rest', () => {
  const folder = temporaryFolder();

  it('has the entries that its records say, where seeks find them', { timeout: 300_000 }, () => {
    const total = { databases: 0, indexes: 0, entries: 0, found: 0, unproven: 0 };
    const kinds: Record<string, { indexes: number; entries: number }> = {};
    const unsupported: string[] = [];
    const unreadable: string[] = [];
    const unproven: string[] = [];
    const differences: string[] = [];
    for (const { name: path, database } of settledDatabases(folder)) {
      total.databases++;
      for (const { name: tableName } of database.tables) {
        const table = database.table(tableName);
        for (const index of table.indexes) {
          const name = `${path} ${tableName}.${index.name}`;
          total.indexes++;
          const result = unlessDamaged(() => rebuildIndex(table, index));
          if (!result) {
            unreadable.push(name);
            continue;
          }
          total.entries += result.entries;
          total.found += result.found;
          if (result.unsupported !== undefined) {
            unsupported.push(`${name} (${result.entries} entries): ${result.unsupported}`);
            continue;
          }
          for (const kind of kindsOf(index)) {
            kinds[kind] ??= { indexes: 0, entries: 0 };
            kinds[kind].indexes++;
            kinds[kind].entries += result.found;
          }
          const skipped = [...result.unproven.values()].reduce((sum, n) => sum + n, 0);
          total.unproven += skipped;
          for (const [reason, n] of result.unproven) unproven.push(`${name}: ${n} × ${reason}`);
          differences.push(...result.differences.slice(0, 3).map((text) => `${name} ${text}`));
          if (result.found + skipped !== result.entries) {
            differences.push(
              `${name}: ${result.entries} entries, ${result.found} found, ${skipped} unproven`,
            );
          }
        }
      }
    }
    console.log(
      JSON.stringify({ total, kinds, unsupported, unreadable, unproven, differences }, undefined, 1),
    );
    expect(differences).toEqual(orphans);
    expect(unreadable).toEqual(damaged);
    expect(unsupported).toEqual([]);
    expect(total).toMatchObject({ databases: 78, unproven: 6 });
    expect(total.found).toBeGreaterThan(310_000);
  });
});

/** What is special about an index; most of them are several of these. */
function kindsOf(index: IndexSchema): string[] {
  const has = (flag: number): boolean => (index.flags & flag) !== 0;
  const columns = index.segments.map(({ column }) => column);
  const kinds = {
    primary: index.isPrimary,
    secondary: !index.isPrimary,
    unique: index.isUnique && !index.isPrimary,
    'several segments': columns.length > 1,
    descending: index.segments.some(({ descending }) => descending),
    'Unicode text': columns.some(({ codePage }) => codePage === 1200),
    'ASCII text': columns.some(({ codePage }) => codePage === 1252),
    'multi-valued': columns.some(({ flags }) => (flags & columnFlag.multiValued) !== 0),
    conditional: index.conditional.length > 0,
    tuples: index.tupleLimits !== undefined,
    'nulls high': has(indexFlag.sortNullsHigh),
    'some NULLs left out': !has(indexFlag.noNullSegment) && !has(indexFlag.allowSomeNulls),
    'another KeyMost': index.keyMost !== 255,
    'no truncation': has(indexFlag.disallowTruncation),
    'of a template': columns.some(({ isTemplate }) => isTemplate),
  };
  return Object.entries(kinds).flatMap(([name, is]) => (is ? [name] : []));
}
