import type { FileSystem } from '@esekit/core';
import { segmentSize, stampSegment } from '@esekit/log';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { expectContract, line } from './support/contract';
import { jsonOf, run, type Outcome } from './support/run';
import { addFile, contentOf, memoryWith, memoryWithInstance, sampleFile } from './support/sample';

type JsonRecord = Record<string, unknown>;

/** The objects of a stream, one per line. */
function linesOf({ stdout }: Outcome): JsonRecord[] {
  const lines = stdout.split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((text) => JSON.parse(text) as JsonRecord);
}

async function records(fs: FileSystem, ...args: string[]): Promise<JsonRecord[]> {
  const outcome = await run(fs, ['log', ...args, '--json']);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return linesOf(outcome);
}

function change(fs: FileSystem, path: string, at: number, mask = 0x10): void {
  const file = fs.openSync(path, 'readWrite');
  file.writeSync(Uint8Array.of(contentOf(fs, path)[at]! ^ mask), at);
  file.closeSync();
}

const instance = memoryWithInstance();
const older = 'instance/edb00000001.log';
const newer = 'instance/edb.log';

describe('log --json', () => {
  it('shows every record of a file in order', async () => {
    const all = await records(instance, older);
    expect(all).toHaveLength(644);
    expect(all[0]).toMatchObject({ lgpos: '1:1:0', type: 'Init2', lrtyp: 49, size: 576 });
    expect(all[0]!['dbmsParam']).toMatchObject({ szSysPath: 'E:\\clean-small-4k\\', lcsecLGFile: 16 });
    expect(all[1]).toEqual({
      ...{ lgpos: '1:1:268', type: 'CreateDB', lrtyp: 14, size: 95 },
      ...{ procid: 5, dbid: 1, grbit: 0, cpgDatabaseSizeMax: 0, cbPath: 48, fFlags: 12 },
      signDb: { random: 3676128089, time: '2026-11-20T11:50:54.515Z', computerName: '' },
      ...{ usVersion: 2, usUpdate: 0, path: 'E:\\clean-small-4k\\a.edb' },
    });
    expect(all[2]).toEqual({ lgpos: '1:1:2c7', type: 'NOP2', lrtyp: 71, size: 3385, cb: 3380 });
    expect(all.find(({ type }) => type === 'Insert')).toEqual({
      ...{
        lgpos: expect.any(String) as string,
        type: 'Insert',
        lrtyp: 29,
        size: expect.any(Number) as number,
      },
      ...{ procid: 5, dbid: 1, pgno: expect.any(Number) as number, dbtime: expect.any(Number) as number },
      ...{ dbtimeBefore: expect.any(Number) as number, trxBegin0: expect.any(Number) as number },
      ...{ level: expect.any(Number) as number, iline: 0, fFlags: expect.any(Number) as number },
      ...{
        rceid: expect.any(Number) as number,
        pgnoFDP: 4,
        objidFDP: 2,
        cbSuffix: expect.any(Number) as number,
      },
      ...{ cbPrefix: 0, cbData: expect.any(Number) as number },
      ...{ key: expect.stringMatching(/^7f[0-9a-f]+$/) as string, data: expect.any(String) as string },
    });
  });

  it('goes through a folder, or the logs of a base name, in the order of the stream', async () => {
    const [first, second] = [await records(instance, older), await records(instance, newer)];
    const all = await records(instance, 'instance');
    expect(all).toEqual([...first, ...second]);
    expect(await records(instance, 'instance/edb')).toEqual(all);
    expect(await records(instance, 'instance/EDB')).toEqual(all);
  });

  it('calls the position in a record that ends a run by another name', async () => {
    const [term] = await records(instance, newer, '--type', 'Term2');
    expect(term).toMatchObject({ lgpos: '2:3:0', type: 'Term2', lgposRun: expect.any(String) as string });
  });
});

describe('which records', () => {
  const positions = async (...args: string[]): Promise<unknown[]> =>
    (await records(instance, 'instance', ...args)).map(({ lgpos }) => lgpos);

  it('takes the ends of a range in', async () => {
    const all = await positions();
    const [from, to] = [all[100] as string, all[700] as string];
    expect(await positions('--from', from, '--to', to)).toEqual(all.slice(100, 701));
    expect(await positions('--from', '2')).toEqual(all.slice(644));
    expect(await positions('--to', '1')).toEqual(all.slice(0, 644));
    expect(await positions('--from', '3')).toEqual([]);
  });

  it('takes types by name and number', async () => {
    const some = await records(instance, 'instance', '--type', 'term2', '--type', '14');
    expect(some.map(({ type }) => type)).toEqual(['CreateDB', 'Term2']);
  });

  it('takes what concerns a table, by the catalog beside the logs or by number', async () => {
    const named = await records(instance, 'instance', '--table', 't');
    expect(named.length).toBeGreaterThan(10);
    for (const record of named) expect(record['objidFDP'] ?? record['objid']).toBe(8);
    expect(await records(instance, newer, '--table', '8')).toEqual(
      named.filter(({ lgpos }) => (lgpos as string).startsWith('2:')),
    );
    const inserts = await records(instance, 'instance', '--table', 'T', '--type', 'Insert');
    expect(inserts).toEqual(named.filter(({ type }) => type === 'Insert'));
  });

  it('finds a table that only the logs have', async () => {
    const fs = memoryWithInstance();
    fs.removeFileSync('instance/a.edb');
    expect((await run(fs, ['log', 'instance', '--table', 'T'])).stderr).toContain('no database in instance');
    expect((await records(fs, 'instance', '--table', '8')).length).toBeGreaterThan(10);
  });

  it.each([
    [['--from', '1:2'], '--from 1:2: neither gen:sector:offset nor a generation'],
    [['--to', 'now'], '--to now: neither'],
    [['--from', '2', '--to', '1'], '--from lies behind --to'],
    [['--type', 'insrt'], "no record has the type 'insrt'"],
    [['--type', 'macro'], 'did you mean MacroBegin, MacroCommit'],
  ])('refuses %j', async (args, problem) => {
    const { code, stdout, stderr } = await run(instance, ['log', 'instance', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });
});

describe('log for a person', () => {
  it('has one line for each record, under the name of its log', async () => {
    const { code, stdout, stderr } = await run(instance, [
      'log',
      'instance',
      '--type',
      'Init2',
      '--type',
      'Term2',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('instance/edb00000001.log (generation 1)');
    expect(lines[1]).toMatch(/^1:1:0 +Init2 +dbmsParam\.szSysPath="E:\\clean-small-4k\\" /);
    expect(lines[2]).toBe('instance/edb.log (generation 2)');
    expect(lines[3]).toMatch(/^2:3:0 +Term2 +lgpos=1:1:0 lgposRedoFrom=0:0:0 fHard=0 logtime="2026-/);
    expect(lines).toHaveLength(4);
  });

  it('cuts long values, and shows flags in hex', async () => {
    const { stdout } = await run(instance, ['log', older, '--type', 'Insert', '--table', '2']);
    expect(stdout).toMatch(/ fFlags=0x5 .* key=7f[0-9a-f]{2,30} data=[0-9a-f]{32}…\+\d+\n/);
  });

  it('counts with --summary', async () => {
    const { code, stdout } = await run(instance, ['log', 'instance', '--summary']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^723 records, .* KiB, 1:1:0 to 2:3:0\ntype +records +bytes\nInsert +\d+ /);
    const summary = jsonOf(await run(instance, ['log', 'instance', '--summary', '--json']));
    expect(summary).toMatchObject({ path: 'instance', ok: true, records: 723, from: '1:1:0', to: '2:3:0' });
    const types = summary['types'] as { records: number; bytes: number }[];
    expect(types.reduce((sum, { records: n }) => sum + n, 0)).toBe(723);
    expect(types.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(summary['bytes']);
    const none = await run(instance, ['log', 'instance', '--summary', '--from', '9']);
    expect(none.stdout).toBe('no records\n');
  });

  it('ends quietly when nobody reads on, and hides no damage', async () => {
    const stdout = { isClosed: true, writeBytes: () => expect.unreachable() };
    const closed = { code: 0, stderr: '' };
    expect(await run(instance, ['log', 'instance', '--json'], { stdout })).toMatchObject(closed);
    const fs = memoryWithInstance();
    change(fs, older, 5 * segmentSize + 100);
    expect((await run(fs, ['log', 'instance'], { stdout: { isClosed: true } })).code).toBe(1);
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort();
    expect((await run(instance, ['log', 'instance'], { signal })).code).toBe(130);
  });
});

describe('damage', () => {
  /** A run on damaged logs: what can be read is shown, and the error is told. */
  async function damaged(fs: FileSystem, path: string, name: string): Promise<JsonRecord[]> {
    const text = await run(fs, ['log', path]);
    expect(text).toMatchObject({ code: 1, stderr: expect.stringContaining(`esekit: ${name} (-`) as string });
    expectContract(text, false);
    const json = await run(fs, ['log', path, '--json']);
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: text.code, stderr: text.stderr });
    const lines = linesOf(json);
    const problems = lines.filter((object) => 'error' in object);
    expect(problems[0]).toMatchObject({ ok: false, error: { name } });
    expect(lines.slice(-problems.length)).toEqual(problems);
    return lines.filter((object) => !('error' in object));
  }

  it('of a segment: the records around it are shown', async () => {
    const fs = memoryWithInstance();
    change(fs, older, 5 * segmentSize + 100);
    change(fs, older, 5 * segmentSize + 2000);
    const all = await damaged(fs, older, 'JET_errLogFileCorrupt');
    expect(all.length).toBeGreaterThan(500);
    expect(all.length).toBeLessThan(644);
  });

  it('that is one bit: every record is shown', async () => {
    const fs = memoryWithInstance();
    change(fs, older, 5 * segmentSize + 100);
    expect(await damaged(fs, older, 'JET_errLogFileCorrupt')).toHaveLength(644);
  });

  it('of the header and of the size', async () => {
    const header = memoryWithInstance();
    change(header, older, 20);
    expect(await damaged(header, older, 'JET_errLogFileCorrupt')).toHaveLength(644);
    const size = memoryWith({ 'edb.log': sampleFile('edb.log').subarray(0, 9 * segmentSize) });
    await damaged(size, 'edb.log', 'JET_errLogFileSizeMismatch');
    await damaged(memoryWith({ 'edb.log': new Uint8Array(0) }), 'edb.log', 'JET_errFileIOBeyondEOF');
  });

  it('of the row: a generation is missing', async () => {
    const fs = memoryWithInstance();
    const far = sampleFile('edb00000001.log');
    fs.removeFileSync(older);
    addFile(fs, 'instance/edb00000009.log', far);
    await damaged(fs, 'instance', 'JET_errLogGenerationMismatch');
  });

  it('is found with --summary too', async () => {
    const fs = memoryWithInstance();
    change(fs, older, 5 * segmentSize + 100);
    const outcome = await run(fs, ['log', 'instance', '--summary', '--json']);
    expect(outcome.code).toBe(1);
    expect(jsonOf(outcome)).toMatchObject({
      ...{ ok: false, records: 723 },
      problems: [{ path: older, segment: 5, error: { name: 'JET_errLogFileCorrupt', code: -501 } }],
    });
  });
});

describe('what is no log', () => {
  it.each([
    ['nothing', 'JET_errFileNotFound'],
    ['nowhere/edb', 'JET_errInvalidPath'],
    ['empty', 'JET_errFileNotFound'],
  ])('%s', async (path, name) => {
    const fs = memoryWithInstance();
    fs.createDirectorySync('empty');
    const outcome = await run(fs, ['log', path]);
    expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: line(name) });
    expect(jsonOf(await run(fs, ['log', path, '--json']))).toMatchObject({
      path,
      ok: false,
      error: { name },
    });
  });

  it('a database', async () => {
    const outcome = await run(instance, ['log', 'instance/a.edb']);
    expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: line('JET_errFileInvalidType') });
  });
});

describe('whatever a log holds', () => {
  it('is shown or refused, and steers no terminal', async () => {
    const random = seededRandom(seedForRun('log-verb'));
    const sound = sampleFile('edb00000001.log');
    for (let i = 0; i < 150; i++) {
      const bytes = sound.slice();
      for (let changes = 1 + random.below(20); changes > 0; changes--) {
        const isec = 1 + random.below(14);
        const segment = bytes.subarray(isec * segmentSize, (isec + 1) * segmentSize);
        segment[40 + random.below(segmentSize - 40)] = random.below(256);
        if (random.below(10) > 0) stampSegment(segment, 1, isec, { low: 0, high: 0 });
      }
      const fs = memoryWith({ 'edb.log': bytes });
      expectContract(await run(fs, ['log', 'edb.log']), false);
      const json = await run(fs, ['log', 'edb.log', '--json', '--table', '2']);
      expect([0, 1]).toContain(json.code);
      expect(json.stderr).not.toContain('JET_errInternalError');
      linesOf(json);
    }
  });
});
