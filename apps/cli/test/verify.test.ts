import { describe, expect, it } from 'vitest';
import { examine, line } from './support/contract';
import { jsonOf, run } from './support/run';
import {
  addFile,
  bytesOf,
  contentOf,
  expectBytes,
  fileTypes,
  memoryWith,
  memoryWithInstance,
  pageSize,
  sampleFile,
  type SampleType,
} from './support/sample';

async function verified(type: SampleType): Promise<Record<string, unknown>> {
  const path = fileTypes[type];
  const { code, json } = await examine(memoryWith({ [path]: bytesOf(type) }), 'verify', path);
  expect(code).toBe(0);
  return json;
}

/** The database with one wrong bit per page of the list. */
function withWrongBits(...pages: number[]): Uint8Array {
  const bytes = sampleFile('a.edb');
  for (const pgno of pages) bytes[(pgno + 1) * pageSize + 1000]! ^= 0x10;
  return bytes;
}

const copies = [
  { copy: 'primary', checksum: 'good' },
  { copy: 'shadow', checksum: 'good' },
];

describe('verify --json of sound files', () => {
  it('database', async () => {
    expect(await verified('database')).toMatchObject({
      path: 'a.edb',
      type: 'database',
      ok: true,
      pages: { inFile: 254, owned: 254, good: 22, blank: 232, bad: 0, correctable: 0 },
      beyondOwned: { good: 0, blank: 0, bad: 0 },
      bad: [],
      pageSize: 4096,
      state: 'CleanShutdown',
    });
  });

  it('backup copy: the trailer is no page', async () => {
    expect(await verified('backupDatabase')).toMatchObject({
      type: 'backupDatabase',
      ok: true,
      pages: { inFile: 254, owned: 254, good: 22, blank: 232, bad: 0, correctable: 0 },
      trailer: 'good',
    });
  });

  it('log', async () => {
    const json = await verified('log');
    expect(json).toMatchObject({
      path: 'edb.log',
      type: 'log',
      ok: true,
      generation: 2,
      segments: { good: 3, bad: 0 },
      records: 79,
      problems: [],
    });
    expect(json).not.toHaveProperty('details');
  });

  it('checkpoint', async () => {
    expect(await verified('checkpoint')).toMatchObject({
      type: 'checkpoint',
      ok: true,
      copies,
      lgposCheckpoint: '2:3:0',
    });
  });

  it('flush map', async () => {
    expect(await verified('flushMap')).toMatchObject({
      type: 'flushMap',
      ok: true,
      pages: { inFile: 1, good: 1, blank: 0, bad: 0, correctable: 0 },
      bad: [],
    });
  });

  it('reserve log', async () => {
    expect(await verified('reserveLog')).toEqual({ path: 'edbres00001.jrs', type: 'reserveLog', ok: true });
  });

  it('instance folder', async () => {
    const { code, json } = await examine(memoryWithInstance(), 'verify', 'instance');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      path: 'instance',
      type: 'folder',
      ok: true,
      chain: { ok: true, problems: [] },
    });
    const files = json['files'] as Record<string, unknown>[];
    expect(files.map(({ path, type, ok }) => [path, type, ok])).toEqual([
      ['instance/a.edb', 'database', true],
      ['instance/a.jfm', 'flushMap', true],
      ['instance/edb.log', 'log', true],
      ['instance/edb00000001.log', 'log', true],
      ['instance/edb.chk', 'checkpoint', true],
    ]);
    expect(files[2]).toMatchObject({ generation: 2, segments: { good: 3, bad: 0 }, records: 79 });
  });

  it('backup set', async () => {
    const fs = memoryWithInstance();
    await run(fs, ['backup', 'instance', 'set']);
    const { code, json } = await examine(fs, 'verify', 'set');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      path: 'set',
      type: 'backupSet',
      ok: true,
      chain: { ok: true, problems: [] },
      problems: [],
      extra: [],
    });
    expect((json['files'] as { type: string }[]).map(({ type }) => type)).toEqual([
      'database',
      'flushMap',
      'log',
      'log',
      'checkpoint',
    ]);
  });
});

describe('verify of damage', () => {
  it('lists each bad page, and for a single wrong bit that it is correctable', async () => {
    const bytes = withWrongBits(3, 31);
    bytes.fill(0x55, 9 * pageSize + 300, 9 * pageSize + 400);
    const { code, json, stderr } = await examine(memoryWith({ 'a.edb': bytes }), 'verify', 'a.edb');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(json).toMatchObject({
      ok: false,
      pages: { good: 19, bad: 3, correctable: 2 },
      bad: [
        { page: 3, error: 'JET_errReadVerifyFailure', correctable: true, beyondOwned: false },
        { page: 8, error: 'JET_errReadVerifyFailure', correctable: false, beyondOwned: false },
        { page: 31, error: 'JET_errReadVerifyFailure', correctable: true, beyondOwned: false },
      ],
    });
  });

  it('bad pages behind the last owned one do not make a clean database bad', async () => {
    const fs = memoryWith({ 'a.edb': sampleFile('a.edb') });
    const file = fs.openSync('a.edb', 'readWrite');
    file.writeSync(new Uint8Array(pageSize).fill(0x5a), file.sizeSync());
    const { code, json } = await examine(fs, 'verify', 'a.edb');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      pages: { inFile: 255, owned: 254, bad: 1 },
      beyondOwned: { good: 0, blank: 0, bad: 1 },
      bad: [{ page: 255, beyondOwned: true }],
    });
  });

  it('a hole in the log chain', async () => {
    const fs = memoryWithInstance();
    const log = sampleFile('edb.log');
    fs.removeFileSync('instance/edb00000001.log');
    addFile(fs, 'instance/edb00000001.log', log);
    const { code, json } = await examine(fs, 'verify', 'instance');
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      chain: { ok: false, problems: [{ error: 'JET_errLogGenerationMismatch' }] },
    });
  });

  it('a set with a changed, a missing and a cut file', async () => {
    const fs = memoryWithInstance();
    await run(fs, ['backup', 'instance', 'set']);
    const changed = fs.openSync('set/edb.chk', 'readWrite');
    changed.writeSync(Uint8Array.of(1), 100);
    fs.openSync('set/edb.log', 'readWrite').truncateSync(5000);
    fs.removeFileSync('set/a.jfm');
    const { code, json } = await examine(fs, 'verify', 'set');
    expect(code).toBe(1);
    const problems = json['problems'] as { name: string; error: string }[];
    expect(problems.map(({ name, error }) => [name, error])).toEqual([
      ['a.jfm', 'JET_errFileNotFound'],
      ['edb.log', 'JET_errInvalidBackup'],
      ['edb.log', 'JET_errInvalidBackup'],
      ['edb.chk', 'JET_errInvalidBackup'],
    ]);
  });

  it('a set whose manifest is text of somebody else, cut, or of one byte', async () => {
    for (const manifest of ['{"hello": 1}', '{', '', '\0'.repeat(5000)]) {
      const fs = memoryWithInstance();
      addFile(fs, 'instance/esekit-backup.json', new TextEncoder().encode(manifest));
      const { code, json } = await examine(fs, 'verify', 'instance');
      expect(code).toBe(1);
      expect(json).toMatchObject({
        type: 'backupSet',
        ok: false,
        problems: [{ name: 'esekit-backup.json', error: 'JET_errInvalidBackup' }],
      });
    }
  });
});

describe('verify for a person', () => {
  it('gives a verdict per file', async () => {
    const fs = memoryWith({ 'a.edb': withWrongBits(31) });
    const { code, stdout } = await run(fs, ['verify', 'a.edb']);
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        'a.edb: DAMAGED',
        '  CleanShutdown, 4096-byte pages',
        '  254 pages: 21 good, 232 blank, 1 bad (1 correctable)',
        '  page 31: JET_errReadVerifyFailure: wrong bit 4 of byte 1000; correctable',
        '',
      ].join('\n'),
    );
  });

  it('shows no endless list; --json has all of it', async () => {
    const bytes = sampleFile('a.edb').fill(0x5a, 100 * pageSize);
    const fs = memoryWith({ 'a.edb': bytes });
    const { stdout } = await run(fs, ['verify', 'a.edb']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3 + 20 + 1);
    expect(lines.at(-1)).toBe('  … and 136 more; --json lists all of them');
    expect(jsonOf(await run(fs, ['verify', 'a.edb', '--json']))['bad']).toHaveLength(156);
  });
});

describe('verify --repair-bits', () => {
  it('writes a corrected copy and leaves the file alone', async () => {
    const damaged = withWrongBits(3, 31);
    const fs = memoryWith({ 'a.edb': damaged });
    const { code, stdout, stderr } = await run(fs, ['verify', 'a.edb', '--repair-bits', '--out', 'b.edb']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'page 3: wrong bit 4 of byte 1000; correctable: put right',
        'page 31: wrong bit 4 of byte 1000; correctable: put right',
        'b.edb: 2 pages put right, 0 left',
        '',
      ].join('\n'),
    );
    expectBytes(contentOf(fs, 'b.edb'), sampleFile('a.edb'));
    expectBytes(contentOf(fs, 'a.edb'), damaged);
    expect(fs.readDirectorySync('.')).toEqual(['a.edb', 'b.edb']);
  });

  it('says as JSON what it did', async () => {
    const fs = memoryWith({ 'a.edb': withWrongBits(3) });
    const outcome = await run(fs, ['verify', 'a.edb', '--repair-bits', '--out', 'b.edb', '--json']);
    expect(jsonOf(outcome)).toMatchObject({
      path: 'a.edb',
      out: 'b.edb',
      ok: true,
      corrected: [{ page: 3, correctable: true }],
      left: [],
    });
  });

  it('leaves what no single bit explains, and says so', async () => {
    const bytes = withWrongBits(3);
    bytes.fill(0x55, 9 * pageSize + 300, 9 * pageSize + 400);
    const { code, stdout } = await run(memoryWith({ 'a.edb': bytes }), [
      ...['verify', 'a.edb', '--repair-bits', '--out', 'b.edb'],
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('b.edb: 1 page put right, 1 left');
  });

  it('overwrites only when told, and never the file itself', async () => {
    const fs = memoryWith({ 'a.edb': withWrongBits(3), 'b.edb': Uint8Array.of(1) });
    const command = ['verify', 'a.edb', '--repair-bits', '--out'];
    expect(await run(fs, [...command, 'b.edb'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: line('JET_errFileAlreadyExists'),
    });
    expect((await run(fs, [...command, 'b.edb', '--force'])).code).toBe(0);
    for (const self of ['a.edb', './a.edb']) {
      const outcome = await run(fs, [...command, self, '--force']);
      expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: line('JET_errFileAccessDenied') });
    }
    expectBytes(contentOf(fs, 'a.edb'), withWrongBits(3));
  });

  it('wants one database', async () => {
    const fs = memoryWithInstance();
    fs.createDirectorySync('out');
    for (const [path, error] of [
      ['instance/edb.log', 'JET_errFileInvalidType'],
      ['instance', 'JET_errFileAccessDenied'],
      ['gone.edb', 'JET_errFileNotFound'],
    ] as const) {
      const outcome = await run(fs, ['verify', path, '--repair-bits', '--out', 'out/x']);
      expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: line(error) });
    }
    expect(fs.readDirectorySync('out')).toEqual([]);
  });
});
