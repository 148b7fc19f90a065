import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { JetError } from '@esekit/core';
import { corpus, describeCorpus } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { SearchKey, boundedKeyMost, keyGrbit } from '../../../src/keys';
import type { IndexDefinition, KeyColumn } from '../../../src/keys/index-definition';
import { toHex } from '../fixture';
import { definitionOf, dumpedTables, type DumpedTable } from './dump-tables';
import { indexOptions, type IndexOptions } from './index-options';
import { scriptValue } from './script-values';

interface TraceLine {
  readonly line: number;
  readonly cmd: string;
  readonly rc: number;
  readonly i?: number;
  readonly out?: { readonly key?: string; readonly index?: string };
}

const limits: Readonly<Record<string, number>> = {
  str: keyGrbit.strLimit,
  substr: keyGrbit.subStrLimit,
  strsub: keyGrbit.strLimit | keyGrbit.subStrLimit,
  fullstart: keyGrbit.fullColumnStartLimit,
  fullend: keyGrbit.fullColumnEndLimit,
  partstart: keyGrbit.partialColumnStartLimit,
  partend: keyGrbit.partialColumnEndLimit,
};

/** Follows which table and index each handle stands on, and makes the keys that the script makes. */
class Replay {
  compared = 0;
  skipped = 0;
  readonly differences: string[] = [];
  private readonly handles = new Map<string, string>();
  private readonly current = new Map<string, string>();

  constructor(
    private readonly tables: ReadonlyMap<string, DumpedTable>,
    private readonly options: readonly IndexOptions[],
  ) {}

  run(words: readonly string[], trace: TraceLine): void {
    const [command = '', first = '', second = ''] = words;
    const at = words.indexOf('as');
    const as = words.find((word) => word.startsWith('as='))?.slice(3) ?? (at < 0 ? undefined : words[at + 1]);
    if (command === 'createtable' || command === 'opentable') {
      this.open(as ?? second, second);
    } else if (command === 'dupcursor') {
      this.open(as!, this.handles.get(first) ?? first);
    } else if (command === 'setindex' && trace.out?.index !== undefined) {
      this.current.set(first, trace.out.index);
    } else if (['seek', 'scan', 'rangescan', 'update', 'delete'].includes(command)) {
      this.current.set(first, second);
    } else if (command === 'makekey') {
      this.make(words, trace);
    }
  }

  /** A fresh cursor stands on the primary index. */
  private open(handle: string, table: string): void {
    this.handles.set(handle, table);
    this.current.delete(handle);
  }

  private make(words: readonly string[], trace: TraceLine): void {
    const index = this.indexOf(words[1]!);
    if (index === undefined) {
      this.skipped++;
      return;
    }
    const wanted = trace.out?.key ?? `error ${trace.rc}`;
    const built = this.tryKey(index, words.slice(2));
    // The engine lowers the KeyMost of some primary indexes, and a dump does not say of which.
    const keyMost = boundedKeyMost(index);
    const lowered = this.tryKey({ ...index, keyMost, varSegMac: keyMost }, words.slice(2));
    if (built === wanted || lowered === wanted) this.compared++;
    else if (built === 'error -603') this.skipped++;
    else this.differences.push(`${words.join(' ')} on ${index.name}: ${built}, engine ${wanted}`);
  }

  private tryKey(index: IndexDefinition, words: readonly string[]): string {
    const limit = words.find((word) => word.startsWith('limit='))?.slice(6) ?? '';
    const values = words.filter((word) => !word.startsWith('limit='));
    const search = new SearchKey(index);
    try {
      values.forEach((word, i) => {
        const of: KeyColumn | undefined = index.segments[i]?.column;
        const value = scriptValue(word, of);
        let grbit = i === 0 ? keyGrbit.newKey : 0;
        if (i === values.length - 1) grbit |= limits[limit] ?? Number(limit);
        if (value?.length === 0) grbit |= keyGrbit.keyDataZeroLength;
        search.make(value, grbit);
      });
      return toHex(search.view());
    } catch (error) {
      if (JetError.isInstance(error)) return `error ${error.code}`;
      throw error;
    }
  }

  private indexOf(handle: string): IndexDefinition | undefined {
    const table = this.tables.get(this.handles.get(handle) ?? '');
    const name = this.current.get(handle);
    const index = table?.indexes.find((one) =>
      name === undefined || name === '-' ? (one.grbit & 2) !== 0 : one.name === name,
    );
    if (table === undefined || index === undefined) return undefined;
    const same = this.options.filter((one) => one.index === index.name && one.key === index.key);
    const options = same.findLast((one) => one.table === table.name) ?? same.at(-1);
    if (options?.conditions.some(({ column }) => !table.columns.has(column)) === true) return undefined;
    return definitionOf(table, index, options);
  }
}

describeCorpus('search keys of the engine', () => {
  it('are made from the same words', () => {
    let compared = 0;
    let skipped = 0;
    const differences: string[] = [];
    for (const scenario of readdirSync(corpus.path('scenarios'))) {
      const folder = corpus.path('scenarios', scenario);
      const dump = join(folder, 'final.jsonl.gz');
      if (!existsSync(dump)) continue;
      const read = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8');
      const script = readFileSync(join(folder, 'script.esd'), 'utf8');
      const lines = script.split(/\r?\n/);
      const tables = new Map(dumpedTables(read(dump)).map((table) => [table.name, table]));
      const replay = new Replay(tables, indexOptions(script));
      for (const json of read(join(folder, 'trace.jsonl.gz')).split('\n')) {
        if (json === '') continue;
        const trace = JSON.parse(json) as TraceLine;
        if (trace.rc < 0 && trace.cmd !== 'makekey') continue;
        const line = lines[trace.line - 1]!.trim().replace(/^repeat \d+ |^expect:\S+ /, '');
        const words = line.replaceAll('$i', String(trace.i ?? '')).match(/(?:[^\s']|'[^']*')+/g) ?? [];
        replay.run(words, trace);
      }
      compared += replay.compared;
      skipped += replay.skipped;
      differences.push(...replay.differences.map((difference) => `${scenario}: ${difference}`));
    }
    console.log(`search keys compared: ${compared}, of temporary or dropped tables: ${skipped}`);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(150);
  });
});
