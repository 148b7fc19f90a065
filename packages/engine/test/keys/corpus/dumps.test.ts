import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpus, describeCorpus, temporaryFolder, unpackArchive } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { isUnicodeText } from '../../../src/values/coltyp';
import type { IndexDefinition } from '../../../src/keys/index-definition';
import { compareIndex, type Comparison } from './compare-index';
import { definitionOf, dumpedTables, type DumpedIndex, type DumpedTable } from './dump-tables';
import { generatedValues } from './generated-values';
import { indexOptions, type IndexOptions } from './index-options';

/** Scenarios that show how the engine leaves an index behind its records; their entries match no row. */
const staleIndexes = ['F-36-version-column-index', 'F-40-same-session-cursors'];

function kindOf(definition: IndexDefinition, isPrimary: boolean): string {
  if (definition.tuple !== undefined) return 'tuple';
  if (definition.nestedTable) return 'nested table';
  if (definition.crossProduct) return 'cross product';
  if (definition.conditionalColumns.length > 0) return 'conditional';
  if (definition.segments.some(({ column }) => isUnicodeText(column))) return 'Unicode';
  if (definition.segments.some(({ column }) => column.isMultiValued)) return 'multi-valued';
  return isPrimary ? 'primary' : 'secondary';
}

/**
 * A name may be given to one index after another. The dump shows the last, so the definitions are tried
 * from the last to the first until one explains every entry.
 */
function bestComparison(
  table: DumpedTable,
  index: DumpedIndex,
  scriptOptions: readonly IndexOptions[],
  generated: ReadonlyMap<string, Uint8Array>,
): { definition: IndexDefinition; comparison: Comparison } {
  const sameIndex = scriptOptions.filter(
    (options) => options.index === index.name && options.key === index.key,
  );
  const sameTable = sameIndex.filter((options) => options.table === table.name);
  const candidates: (IndexOptions | undefined)[] = sameTable.length > 0 ? sameTable : sameIndex;
  let first: { definition: IndexDefinition; comparison: Comparison } | undefined;
  for (const options of candidates.length > 0 ? candidates.toReversed() : [undefined]) {
    if (options?.conditions.some(({ column }) => !table.columns.has(column)) === true) continue;
    const definition = definitionOf(table, index, options);
    const comparison = compareIndex(table, index, definition, generated);
    first ??= { definition, comparison };
    if (comparison.differences.length === 0) return { definition, comparison };
  }
  return first!;
}

class Tally {
  readonly counts = new Map<
    string,
    { indexes: number; entries: number; skippedRows: number; unproven: number }
  >();
  readonly differences: string[] = [];

  add(where: string, dump: string, script: string): void {
    const options = indexOptions(script);
    const generated = generatedValues(script);
    for (const table of dumpedTables(dump)) {
      for (const index of table.indexes) {
        const { definition, comparison } = bestComparison(table, index, options, generated);
        const kind = kindOf(definition, (index.grbit & 2) !== 0);
        const count = this.counts.get(kind) ?? { indexes: 0, entries: 0, skippedRows: 0, unproven: 0 };
        count.indexes++;
        count.entries += comparison.compared;
        count.skippedRows += comparison.skippedRows;
        count.unproven += comparison.unproven;
        this.counts.set(kind, count);
        this.differences.push(...comparison.differences.map((difference) => `${where}: ${difference}`));
      }
    }
  }

  print(title: string): void {
    console.log(title);
    console.table(Object.fromEntries(this.counts));
  }
}

describeCorpus('keys of the engine', () => {
  it('are rebuilt from the rows of every scenario', () => {
    const tally = new Tally();
    const folder = corpus.path('scenarios');
    for (const scenario of readdirSync(folder)) {
      const scriptPath = join(folder, scenario, 'script.esd');
      if (!existsSync(scriptPath) || staleIndexes.includes(scenario)) continue;
      const script = readFileSync(scriptPath, 'utf8');
      for (const file of readdirSync(join(folder, scenario))) {
        if (!file.endsWith('.jsonl.gz') || file === 'trace.jsonl.gz') continue;
        const dump = gunzipSync(readFileSync(join(folder, scenario, file))).toString('utf8');
        tally.add(`${scenario}/${file}`, dump, script);
      }
    }
    tally.print('scenarios: keys rebuilt');
    expect(tally.differences.slice(0, 20)).toEqual([]);
  }, 300_000);

  const target = temporaryFolder();
  it('are rebuilt from the rows of every archive', () => {
    const tally = new Tally();
    const folder = corpus.path('engine');
    for (const archive of readdirSync(folder).filter((name) => name.endsWith('.tar.gz'))) {
      unpackArchive(join(folder, archive), target);
      const unpacked = join(target, archive.replace('.tar.gz', ''));
      const files = readdirSync(unpacked, { recursive: true }).map(String).sort();
      const script = files
        .filter((name) => name.endsWith('.esd'))
        .map((name) => readFileSync(join(unpacked, name), 'utf8'))
        .join('\n');
      for (const file of files.filter((name) => name.endsWith('.jsonl'))) {
        tally.add(`${archive}/${file}`, readFileSync(join(unpacked, file), 'utf8'), script);
      }
    }
    tally.print('archives: keys rebuilt');
    expect(tally.differences.slice(0, 20)).toEqual([]);
  }, 300_000);
});
