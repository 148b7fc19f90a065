import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { damagedSample, dirtySample, memoryWithDatabase, samplePages } from './support/damage';
import { jsonOf, run } from './support/run';
import { addFile, contentOf } from './support/sample';

const rows = Array.from({ length: 10 }, (_, i) => ({ id: i + 1, name: `row${i + 1}` }));
const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

function textOf(fs: ReturnType<typeof memoryWithDatabase>, path: string): string {
  return new TextDecoder().decode(contentOf(fs, path));
}

describe('export to standard output', () => {
  it('with exactly one --table: one row per line', async () => {
    const outcome = await run(memoryWithDatabase(), ['export', 'a.edb', '--table', 't']);
    expect(outcome).toEqual({ code: 0, stdout: lines(rows), stderr: '' });
  });

  it('otherwise each row says its table; those of the engine are left out', async () => {
    const outcome = await run(memoryWithDatabase(), ['export', 'a.edb']);
    expect(outcome.stdout).toBe(lines(rows.map((row) => ({ table: 'T', row }))));
  });

  it('tables of the engine when named, or with --system', async () => {
    const named = ['export', 'a.edb', '--table', 'MSysObjids', '--table', 'T', '--table', 'MSYSOBJIDS'];
    const { stdout } = await run(memoryWithDatabase(), named);
    const found = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { table: string });
    expect(found.map(({ table }) => table)).toEqual([
      ...new Array<string>(7).fill('MSysObjids'),
      ...new Array<string>(10).fill('T'),
    ]);
    const all = await run(memoryWithDatabase(), ['export', 'a.edb', '--system']);
    expect(all.stdout.trimEnd().split('\n')).toHaveLength(80 + 80 + 7 + 7 + 10);
  });

  it('as CSV', async () => {
    const args = ['export', 'a.edb', '--format', 'csv'];
    const { stdout } = await run(memoryWithDatabase(), args);
    expect(stdout).toBe(`id,name\r\n${rows.map(({ id, name }) => `${id},${name}\r\n`).join('')}`);
  });

  it('in the order of an index, the primary or another one', async () => {
    const primary = ['export', 'a.edb', '--table', 'T', '--index', 'pk'];
    expect((await run(memoryWithDatabase(), primary)).stdout).toBe(lines(rows));
    const byName = ['export', 'a.edb', '--table', 'MSysObjects', '--index', 'Name'];
    const { code, stdout } = await run(memoryWithDatabase(), byName);
    const plain = await run(memoryWithDatabase(), byName.slice(0, 4));
    expect(code).toBe(0);
    expect(stdout).not.toBe(plain.stdout);
    expect(stdout.split('\n').sort()).toEqual(plain.stdout.split('\n').sort());
    const root = ['export', 'a.edb', '--table', 'MSysObjects', '--index', 'RootObjects'];
    const names = (await run(memoryWithDatabase(), root)).stdout.trimEnd().split('\n');
    expect(names.map((line) => (JSON.parse(line) as { Name: string }).Name)).toEqual([
      'MSysLocales',
      'MSysObjects',
      'MSysObjectsShadow',
      'MSysObjids',
      'T',
    ]);
  });

  it('a reader that has gone ends it, and is no failure', async () => {
    let writes = 0;
    const outcome = await run(memoryWithDatabase(), ['export', 'a.edb', '--system'], {
      stdout: { isClosed: true, writeBytes: () => void writes++ },
    });
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(writes).toBeLessThan(2);
  });

  it('a full disk below standard output is a failure', async () => {
    const outcome = await run(memoryWithDatabase(), ['export', 'a.edb'], {
      stdout: {
        writeBytes: () => {
          throw new Error('no space left');
        },
      },
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('no space left');
  });
});

describe('export of a damaged database', () => {
  it('loses the rows of the damaged page only, and says which', async () => {
    const fs = memoryWithDatabase(damagedSample(samplePages.shadowLeaf));
    const args = ['export', 'a.edb', '--table', 'MSysObjectsShadow'];
    const all = (await run(memoryWithDatabase(), args)).stdout.trimEnd().split('\n');
    const { code, stdout, stderr } = await run(fs, args);
    const left = stdout.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(left.length).toBeGreaterThan(10);
    expect(all.slice(0, left.length)).toEqual(left);
    expect(stderr).toMatch(
      /^a\.edb: JET_errReadVerifyFailure: page 28: .+: rows of MSysObjectsShadow with keys from [0-9a-f]+ on are lost\n/,
    );
    expect(stderr).toMatch(/esekit: JET_errReadVerifyFailure \(-1018\): a\.edb: 1 damaged place met\n$/);
  });

  it('in the order of an index: entries whose rows are lost are told of', async () => {
    const damaged = damagedSample(samplePages.catalogLeaf);
    const args = ['export', 'a.edb', '--table', 'MSysObjects', '--index', 'Name'];
    const { code, stdout, stderr } = await run(memoryWithDatabase(damaged), args);
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(10);
    expect(stderr).toContain('MSysObjects: a record is skipped: page 14: ');
  });

  it('when the catalog and its shadow are damaged exports what is left', async () => {
    const damaged = damagedSample(samplePages.catalogLeaf, samplePages.shadowLeaf);
    const { code, stderr } = await run(memoryWithDatabase(damaged), ['export', 'a.edb', '--system']);
    expect(code).toBe(1);
    expect(stderr).toContain('the catalog is damaged, its shadow too: what is left was read');
  });

  it('a failing disk in the middle is a loss like any other', async () => {
    const fs = createFailingFileSystem(memoryWithDatabase(), { failAt: 0 });
    await run(fs, ['export', 'a.edb', '--table', 'T']);
    const last = fs.trace.filter(({ operation }) => operation === 'read').at(-1)!.index;
    const broken = createFailingFileSystem(memoryWithDatabase(), { failAt: last });
    const { code, stdout, stderr } = await run(broken, ['export', 'a.edb', '--table', 'T']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('a.edb: JET_errDiskIO: ');
  });
});

describe('export --out', () => {
  const args = ['export', 'a.edb', '--out', 'rows'];

  it('writes a file per table and says what it wrote', async () => {
    const fs = memoryWithDatabase();
    const outcome = await run(fs, [...args, '--system', '--format', 'csv']);
    expect(outcome).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'table              rows  file',
        'MSysObjects          80  rows/MSysObjects.csv',
        'MSysObjectsShadow    80  rows/MSysObjectsShadow.csv',
        'MSysObjids            7  rows/MSysObjids.csv',
        'MSysLocales           7  rows/MSysLocales.csv',
        'T                    10  rows/T.csv\n',
      ].join('\n'),
    });
    expect(fs.readDirectorySync('rows')).toHaveLength(5);
    expect(textOf(fs, 'rows/T.csv')).toMatch(/^id,name\r\n1,row1\r\n/);
  });

  it('with --json prints one object', async () => {
    const fs = memoryWithDatabase();
    const outcome = await run(fs, [...args, '--table', 'T', '--json']);
    expect(jsonOf(outcome)).toEqual({ ok: true, files: [{ table: 'T', path: 'rows/T.jsonl', rows: 10 }] });
    expect(textOf(fs, 'rows/T.jsonl')).toBe(lines(rows));
  });

  it('overwrites nothing unless told', async () => {
    const fs = memoryWithDatabase();
    addFile(fs, 'rows/T.jsonl', Uint8Array.of(1));
    const refused = await run(fs, args);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: 'esekit: JET_errFileAlreadyExists (-1814): rows/T.jsonl exists\n  --force overwrites it.\n',
    });
    expect(contentOf(fs, 'rows/T.jsonl')).toEqual(Uint8Array.of(1));
    addFile(fs, 'rows/T.jsonl.partial', Uint8Array.of(2));
    expect((await run(fs, [...args, '--force'])).code).toBe(0);
    expect(fs.readDirectorySync('rows')).toEqual(['T.jsonl']);
    expect(textOf(fs, 'rows/T.jsonl').split('\n')).toHaveLength(11);
  });

  it('into something that is no folder: exit code 2', async () => {
    const fs = memoryWithDatabase();
    addFile(fs, 'rows', Uint8Array.of(1));
    expect((await run(fs, args)).code).toBe(2);
    expect((await run(fs, ['export', 'a.edb', '--out', 'no/such'])).code).toBe(2);
  });

  it('a failure or a wish to stop leaves no half file', async () => {
    const counting = createFailingFileSystem(memoryWithDatabase());
    await run(counting, args);
    for (let failAt = 1; failAt <= counting.trace.length; failAt++) {
      const inner = memoryWithDatabase();
      const fs = createFailingFileSystem(inner, { failAt, error: 'JET_errDiskFull' });
      const { code } = await run(fs, args);
      const files = inner.statSync('rows') === undefined ? [] : inner.readDirectorySync('rows');
      expect(files.filter((name) => name !== 'T.jsonl')).toEqual([]);
      if (files.length > 0) expect(textOf(inner, 'rows/T.jsonl').split('\n')).toHaveLength(11);
      if (code === 0) expect(files).toEqual(['T.jsonl']);
    }
  });

  it('a wish to stop in the middle removes the file that is not complete', async () => {
    const inner = memoryWithDatabase();
    const stop = new AbortController();
    const fs = createFailingFileSystem(inner, {
      failWhen: (operation, path) => {
        if (operation === 'open' && path.endsWith('MSysObjids.jsonl.partial')) stop.abort();
        return undefined;
      },
    });
    const outcome = await run(fs, [...args, '--system'], { signal: stop.signal });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({
      code: 130,
      stderr: 'esekit: interrupted\n',
    });
    expect(inner.readDirectorySync('rows').filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('damage is reported and the file is complete', async () => {
    const fs = memoryWithDatabase(damagedSample(samplePages.tableRoot));
    const outcome = await run(fs, [...args, '--json']);
    expect(outcome.code).toBe(1);
    expect(jsonOf(outcome)).toEqual({ ok: false, files: [{ table: 'T', path: 'rows/T.jsonl', rows: 0 }] });
    expect(fs.readDirectorySync('rows')).toEqual(['T.jsonl']);
  });
});

describe('export refuses', () => {
  it.each([
    [
      'a table that is not there',
      ['--table', 'U'],
      'JET_errObjectNotFound (-1305): a.edb has no table U\n  esekit tables',
    ],
    ['an index that is not there', ['--table', 'T', '--index', 'U'], 'has no index U\n  Its indexes: PK'],
    [
      '--with-logs where there are none',
      ['--with-logs'],
      'JET_errMissingLogFile (-528): . holds no logs, and a.edb needs them\n  --logs DIR',
    ],
  ])('%s: exit code 1', async (_, options, text) => {
    const { code, stdout, stderr } = await run(memoryWithDatabase(dirtySample()), [
      'export',
      'a.edb',
      ...options,
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(text);
  });

  it.each([
    ['a format it does not know', ['--format', 'xml'], "argument 'xml' is invalid"],
    [
      'CSV of several tables',
      ['--format', 'csv', '--system'],
      '--format csv prints one table, and these are 5\n  (--table',
    ],
    ['an index of no table', ['--index', 'PK'], '--index belongs to exactly one --table'],
    ['an index of two tables', ['--table', 'T', '--table', 'U', '--index', 'PK'], 'exactly one --table'],
    ['--force without --out', ['--force'], '--force belongs to --out'],
    ['--json with CSV on standard output', ['--json', '--format', 'csv'], 'exclude each other'],
  ])('%s: exit code 2', async (_, options, text) => {
    const { code, stdout, stderr } = await run(memoryWithDatabase(), ['export', 'a.edb', ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });
});
