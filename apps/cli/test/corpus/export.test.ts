import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, describeCorpus, temporaryFolder, unpackArchive, unpackFile } from '@esekit/testkit';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { run } from '../support/run';

const fs = createNodeFileSystem();

type Cell = string | number | boolean | null | Cell[] | { readonly [name: string]: Cell };
type Cells = Record<string, Cell>;

interface Digest {
  readonly rows: number;
  readonly stopped?: string;
  readonly bad_values?: unknown;
}

/** Databases made by Windows with the export of another reader beside them. */
function databases(): { readonly item: string; readonly file: string; readonly base: string }[] {
  if (!corpus.available) return [];
  const root = corpus.path('windows');
  const items = readdirSync(root).filter((item) => statSync(join(root, item)).isDirectory());
  return items.flatMap((item) =>
    readdirSync(join(root, item))
      .filter((name) => name.endsWith('.digest.json'))
      .map((name) => name.slice(0, -'.digest.json'.length))
      .map((file) => ({ item, file, base: join(root, item, file) })),
  );
}

/** The other reader's rows by table. */
function otherRows(base: string): Map<string, { types: Map<string, string>; rows: Cells[] }> {
  const tables = new Map<string, { types: Map<string, string>; rows: Cells[] }>();
  let rows: Cells[] = [];
  for (const line of gunzipSync(readFileSync(`${base}.dissect.jsonl.gz`))
    .toString('utf8')
    .split('\n')) {
    if (line.startsWith('  ')) rows.push(JSON.parse(line) as Cells);
    else if (line !== '') {
      const { table, columns } = JSON.parse(line) as {
        table: string;
        columns: { name: string; type: string }[];
      };
      rows = [];
      tables.set(table, { types: new Map(columns.map(({ name, type }) => [name, type])), rows });
    }
  }
  return tables;
}

/** One cell in a form both exports can be brought to; that reader takes zeros off the end of a text. */
function comparable(cell: Cell | undefined, type: string | undefined): unknown {
  // That reader has a list only where there are several values.
  if (Array.isArray(cell) && cell.length === 1) return comparable(cell[0], type);
  if (Array.isArray(cell)) return cell.map((one) => comparable(one, type));
  if (type === 'IEEESingle' || type === 'IEEEDouble' || /LongLong|Currency/.test(type ?? '')) {
    return typeof cell === 'object' ? cell : Number(cell);
  }
  return typeof cell === 'string' ? cell.replace(/\0+$/, '') : cell;
}

function isFailure(cell: Cell | undefined): boolean {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell) && 'error' in cell;
}

/** Differences between two rows, dates left out: the other reader has their raw bits. */
function differences(ours: Cells, theirs: Cells, types: ReadonlyMap<string, string>): string[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].filter((name) => {
    const type = types.get(name);
    if (type === 'DateTime' || isFailure(theirs[name]) || isFailure(ours[name])) return false;
    const a = JSON.stringify(comparable(ours[name], type));
    return a !== JSON.stringify(comparable(theirs[name], type));
  });
}

describeCorpus('export of databases made by Windows', () => {
  const folder = temporaryFolder();

  describe.each(databases())('$item/$file', ({ item, base }) => {
    it('has the rows that another reader has', async () => {
      const path = unpackFile(`${base}.gz`, join(folder, item));
      const digest = JSON.parse(readFileSync(`${base}.digest.json`, 'utf8')) as Record<string, Digest>;
      const { code, stdout } = await run(fs, ['export', path, '--system']);
      expect([0, 1]).toContain(code);
      const exported = new Map<string, Cells[]>();
      for (const line of stdout.split('\n')) {
        if (line === '') continue;
        const { table, row } = JSON.parse(line) as { table: string; row: Cells };
        const rows = exported.get(table);
        if (rows) rows.push(row);
        else exported.set(table, [row]);
      }
      const others = otherRows(base);
      const wrong: string[] = [];
      for (const [table, { rows, stopped }] of Object.entries(digest)) {
        const ours = exported.get(table) ?? [];
        if (stopped === undefined && ours.length !== rows)
          wrong.push(`${table}: ${ours.length} rows, not ${rows}`);
        const other = others.get(table);
        if (!other || ours.length !== other.rows.length) continue;
        ours.forEach((row, i) => {
          const names = differences(row, other.rows[i]!, other.types);
          if (names.length > 0 && wrong.length < 20) wrong.push(`${table} row ${i}: ${names.join(', ')}`);
        });
      }
      expect(wrong).toEqual([]);

      const counted = await run(fs, ['tables', path, '--json']);
      const { tables } = JSON.parse(counted.stdout) as { tables: { name: string; rows: number }[] };
      for (const { name, rows } of tables)
        expect({ name, rows }).toEqual({ name, rows: exported.get(name)?.length ?? 0 });
    });
  });
});

/** The rows of each table, as the engine itself has dumped them. */
function dumpedRows(dump: string): Map<string, Cells[]> {
  const tables = new Map<string, Cells[]>();
  for (const line of readFileSync(dump, 'utf8').split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as { table?: string; t?: string; r?: Cells };
    if (entry.table !== undefined) tables.set(entry.table, []);
    else if (entry.r) tables.get(entry.t!)!.push(entry.r);
  }
  return tables;
}

/** Whether a cell is what the dump has, which prints nine digits of a single and dates as numbers. */
function isSame(ours: Cell | undefined, dumped: Cell | undefined): boolean {
  if (Array.isArray(ours) && ours.length === 1 && !Array.isArray(dumped)) return isSame(ours[0], dumped);
  if (typeof ours === 'number') return Math.abs(ours - Number(dumped)) <= Math.abs(ours) * 1e-8;
  if (typeof ours === 'string' && typeof dumped === 'number') return !Number.isNaN(Date.parse(ours));
  if (typeof dumped === 'object' && dumped !== null && !Array.isArray(dumped))
    return isSameBytes(ours, dumped);
  if (Array.isArray(ours) && Array.isArray(dumped)) {
    return ours.length === dumped.length && ours.every((one, i) => isSame(one, dumped[i]));
  }
  return JSON.stringify(ours) === JSON.stringify(dumped);
}

/** The dump has bytes for texts that are not plain and for GUIDs, and a digest of long values. */
function isSameBytes(ours: Cell | undefined, dumped: Readonly<Record<string, Cell>>): boolean {
  return candidates(ours).some((bytes) =>
    'sha256' in dumped
      ? dumped['len'] === bytes.length &&
        createHash('sha256').update(bytes).digest('hex') === dumped['sha256']
      : bytes.toString('hex') === (dumped['hex'] ?? dumped['utf16hex']),
  );
}

function candidates(ours: Cell | undefined): Buffer[] {
  if (typeof ours !== 'string')
    return [Buffer.from(String((ours as { hex?: string } | undefined)?.hex), 'hex')];
  const [a = '', b = '', c = '', ...rest] = ours.split('-');
  const turned = [a, b, c].map((group) => Buffer.from(group, 'hex').reverse());
  const guid = Buffer.concat([...turned, Buffer.from(rest.join(''), 'hex')]);
  return [Buffer.from(ours, 'latin1'), Buffer.from(ours, 'utf16le'), guid];
}

describeCorpus('export of databases made by the engine', () => {
  const folder = temporaryFolder();

  it.each(['clean-types-4k', 'clean-types-8k', 'clean-types-32k', 'clean-btree-4k'])('%s', async (name) => {
    const place = unpackArchive(corpus.path('engine', `${name}.tar.gz`), folder);
    const path = join(place, name, 'files', 'a.edb');
    const out = join(folder, `${name}-rows`);
    const { code, stderr } = await run(fs, ['export', path, '--out', out, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const csv = await run(fs, ['export', path, '--out', out, '--format', 'csv']);
    expect(csv.code).toBe(0);
    const dumped = dumpedRows(join(place, name, 'dump.jsonl'));
    expect(dumped.size).toBeGreaterThan(0);
    for (const [table, expected] of dumped) {
      const lines = readFileSync(join(out, `${table}.jsonl`), 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      expect({ table, rows: lines.length }).toEqual({ table, rows: expected.length });
      expect(existsSync(join(out, `${table}.csv`))).toBe(true);
      for (const [i, line] of lines.slice(0, 100).entries()) {
        const { row } = JSON.parse(line) as { row: Cells };
        const names = Object.keys({ ...row, ...expected[i] });
        expect({
          table,
          i,
          wrong: names.filter((column) => !isSame(row[column], expected[i]![column])),
        }).toEqual({
          table,
          i,
          wrong: [],
        });
      }
    }
  });
});
