import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpus, describeCorpus } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { compareKeys, unicodeSortKey, fixedSize, type UnicodeSettings } from '../../../src/keys';
import { fromHex, toHex } from '../fixture';
import { readTrees, type Node } from './leaf-nodes';

/**
 * Localized indexes of databases that Windows wrote, against the texts of their rows. The rows come from
 * an independent reader's export, which lists them in primary order: the n-th row is the n-th node.
 */

interface CatalogRow {
  readonly ObjidTable: number;
  readonly Type: number;
  readonly Id: number;
  readonly Name: string;
  readonly Flags: number;
  readonly ColtypOrPgnoFDP: number;
  readonly LCMapFlags?: number;
  readonly KeyFldIDs?: { readonly hex: string };
  readonly Version?: { readonly hex: string };
  readonly LocaleName?: { readonly hex: string };
}

type Row = Record<string, unknown>;

const localizedText = 0x400;

/** Per table of an export, its rows. */
function exportedRows(text: string): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  let rows: Row[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) rows.push(JSON.parse(line) as Row);
    else if (line !== '') tables.set((JSON.parse(line) as { table: string }).table, (rows = []));
  }
  return tables;
}

function settingsOf(index: CatalogRow): UnicodeSettings {
  const version = fromHex(index.Version!.hex);
  const locale = fromHex(index.LocaleName!.hex).filter((_, i) => i % 2 === 0);
  return {
    locale: String.fromCharCode(...locale),
    version: new DataView(version.buffer).getUint32(0, true),
    definedVersion: new DataView(version.buffer).getUint32(4, true),
    sortId: '00000001-57EE-1E5C-00B4-D0000BB1E11E',
    flags: index.LCMapFlags!,
  };
}

/** Compares the Unicode segments of one entry with the texts of its row; the others are stepped over. */
function compareEntry(
  key: Uint8Array,
  row: Row,
  columns: readonly CatalogRow[],
  settings: UnicodeSettings,
): { texts: number; difference: string | undefined } {
  let at = 0;
  let texts = 0;
  for (const column of columns) {
    const value = row[column.Name];
    if (key[at] !== 0x7f) {
      at += 1;
      continue;
    }
    const { hex } = (value ?? {}) as { hex?: string };
    const size = fixedSize(column.ColtypOrPgnoFDP) || 9 * Math.ceil((hex ?? '').length / 16);
    if (size > 0) {
      at += 1 + size;
      continue;
    }
    if (typeof value !== 'string') return { texts, difference: `${column.Name} is no text` };
    const built = `7f${toHex(unicodeSortKey(value, settings))}`;
    const stored = toHex(key.subarray(at, at + built.length / 2));
    if (built !== stored) return { texts, difference: `'${value}': built ${built}, stored ${toHex(key)}` };
    at += built.length / 2;
    texts++;
  }
  const difference = at === key.length ? undefined : `${key.length - at} bytes behind the last segment`;
  return { texts, difference };
}

function segmentsOf(index: CatalogRow, catalog: readonly CatalogRow[]): CatalogRow[] {
  const bytes = fromHex(index.KeyFldIDs!.hex);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => {
    const fid = view.getUint16(4 * i + 2, true);
    return catalog.find((one) => one.Type === 2 && one.ObjidTable === index.ObjidTable && one.Id === fid)!;
  });
}

describeCorpus('Unicode keys of Windows', () => {
  it('are the sort keys of the texts', () => {
    const counts: Record<string, number> = {};
    const differences: string[] = [];
    const folder = corpus.path('windows');
    for (const path of readdirSync(folder, { recursive: true }).map(String)) {
      if (!path.endsWith('.dissect.jsonl.gz')) continue;
      const tables = exportedRows(gunzipSync(readFileSync(join(folder, path))).toString('utf8'));
      const catalog = tables.get('MSysObjects') as unknown as CatalogRow[];
      const indexes = catalog.filter((row) => row.Type === 3 && (row.Flags & localizedText) !== 0);
      if (indexes.length === 0) continue;
      const file = gunzipSync(readFileSync(join(folder, path.replace('.dissect.jsonl.gz', '.gz'))));
      const trees = readTrees(new Uint8Array(file));
      for (const index of indexes) {
        const table = catalog.find((row) => row.Type === 1 && row.Id === index.ObjidTable)!;
        const records = (trees.get(table.Id) ?? []).toSorted((a, b) => compareKeys(a.key, b.key));
        const rows = tables.get(table.Name)!;
        expect(records.length, table.Name).toBe(rows.length);
        const rowOf = new Map(records.map(({ key }, i) => [toHex(key), rows[i]!]));
        const settings = settingsOf(index);
        const columns = segmentsOf(index, catalog);
        const kind = `version ${settings.version!.toString(16)}, flags ${settings.flags.toString(16)}`;
        for (const entry of trees.get(index.Id) ?? []) {
          const bookmark: Node['key'] = index.Id === table.Id ? entry.key : entry.data;
          const { texts, difference } = compareEntry(
            entry.key,
            rowOf.get(toHex(bookmark))!,
            columns,
            settings,
          );
          counts[kind] = (counts[kind] ?? 0) + texts;
          if (difference !== undefined) differences.push(`${path} ${index.Name}: ${difference}`);
        }
      }
    }
    console.log('Unicode texts compared with Windows:', counts);
    expect(differences).toEqual([]);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2000);
  }, 120_000);
});
