import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonOf, run } from './support/run';
import {
  bytesOf,
  changeHeader,
  fileTypes,
  memoryWith,
  memoryWithInstance,
  sampleFile,
} from './support/sample';
import type { SampleType } from './support/sample';

async function infoOf(type: SampleType): Promise<Record<string, unknown>> {
  const path = fileTypes[type];
  const outcome = await run(memoryWith({ [path]: bytesOf(type) }), ['info', path, '--json']);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return jsonOf(outcome);
}

const bothGood = [
  { copy: 'primary', checksum: 'good' },
  { copy: 'shadow', checksum: 'good' },
];

describe('info --json', () => {
  it('database', async () => {
    expect(await infoOf('database')).toEqual({
      path: 'a.edb',
      type: 'database',
      size: 1_048_576,
      headers: bothGood,
      pageSize: 4096,
      state: 'CleanShutdown',
      header: expect.objectContaining({
        ulMagic: 0x89abcdef,
        ulVersion: 0x620,
        dbtimeDirtied: 405,
        dbstate: 3,
        lgposConsistent: '2:2:0',
        lgposAttach: '1:1:268',
        logtimeAttach: '2026-11-20T11:50:54.527Z',
        logtimeRepair: null,
        cbPageSize: 4096,
        qwSortVersion: '18446744073709551615',
        signDb: { random: 3676128089, time: '2026-11-20T11:50:54.515Z', computerName: '' },
        bkinfoFullCur: { lgposMark: '0:0:0', logtimeMark: null, genLow: 0, genHigh: 0 },
        filetype: 1,
      }) as unknown,
      problems: [],
    });
  });

  it('backup copy', async () => {
    expect(await infoOf('backupDatabase')).toMatchObject({
      path: 'copy.edb',
      type: 'backupDatabase',
      headers: bothGood,
      pageSize: 4096,
      state: 'CleanShutdown',
      header: { bkinfoFullCur: { genLow: 1, genHigh: 0 } },
      trailer: { bkinfo: { lgposMark: '1:1:0', genLow: 1, genHigh: 2 }, lgenMinReq: 1, lgenMaxReq: 2 },
    });
  });

  it('log', async () => {
    expect(await infoOf('log')).toMatchObject({
      path: 'edb.log',
      type: 'log',
      headers: [{ copy: 'primary', checksum: 'good' }],
      pageSize: 4096,
      state: null,
      header: {
        lGeneration: 2,
        csecLGFile: 16,
        tmCreate: '2026-11-20T11:50:54.539Z',
        lgposCheckpoint: '1:1:0',
        checksumPrevLogAllSegments: '7779145965147944578',
        attachments: [{ path: 'E:\\clean-small-4k\\a.edb', lgposAttach: '1:1:268' }],
      },
    });
  });

  it('checkpoint', async () => {
    expect(await infoOf('checkpoint')).toMatchObject({
      type: 'checkpoint',
      headers: bothGood,
      pageSize: null,
      state: null,
      header: { lgposCheckpoint: '2:3:0', filetype: 4 },
    });
  });

  it('flush map', async () => {
    expect(await infoOf('flushMap')).toMatchObject({
      type: 'flushMap',
      headers: [{ copy: 'primary', checksum: 'good' }],
      pageSize: 8192,
      state: null,
      header: { ulVersionMajor: 3, filetype: 7 },
    });
  });

  it('reserve log', async () => {
    expect(await infoOf('reserveLog')).toEqual({
      path: 'edbres00001.jrs',
      type: 'reserveLog',
      size: 65_536,
      headers: [],
      pageSize: null,
      state: null,
      header: null,
      problems: [],
    });
  });
});

describe('info of damage', () => {
  async function damaged(offset: number, path = 'a.edb') {
    const bytes = sampleFile(path);
    bytes[offset]! ^= 0x10;
    const { code, stdout, stderr } = await run(memoryWith({ [path]: bytes }), ['info', path, '--json']);
    return { code, stderr, json: JSON.parse(stdout) as Record<string, unknown> };
  }

  it('one header copy: the other one is shown, and the damage is reported', async () => {
    for (const [offset, primary, shadow] of [
      [100, 'bad', 'good'],
      [4096 + 100, 'good', 'bad'],
    ] as const) {
      const { code, json, stderr } = await damaged(offset);
      expect(code).toBe(1);
      expect(json['headers']).toEqual([
        { copy: 'primary', checksum: primary },
        { copy: 'shadow', checksum: shadow },
      ]);
      expect(json['state']).toBe('CleanShutdown');
      expect(stderr).toMatch(
        /^esekit: JET_errReadVerifyFailure \(-1018\): a\.edb: .* header copy is damaged\n$/,
      );
    }
  });

  it('both header copies', async () => {
    const bytes = sampleFile('a.edb');
    bytes[100]! ^= 1;
    bytes[4196]! ^= 1;
    const { code, stdout, stderr } = await run(memoryWith({ 'a.edb': bytes }), ['info', 'a.edb', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'database', header: null, state: null });
    expect(stderr).toMatch(/^esekit: JET_err\w+ \(-\d+\): a\.edb: neither copy of the header is intact\n$/);
  });

  it('a log header', async () => {
    expect(await damaged(200, 'edb.log')).toMatchObject({
      code: 1,
      json: { type: 'log', headers: [{ copy: 'primary', checksum: 'bad' }], header: null },
    });
  });

  it('one copy of a checkpoint', async () => {
    expect(await damaged(100, 'edb.chk')).toMatchObject({
      code: 1,
      json: { header: { lgposCheckpoint: '2:3:0' }, problems: [{ error: 'JET_errCheckpointCorrupt' }] },
    });
  });
});

describe('info for a person', () => {
  it('aligns the fields and leaves out what is not set', async () => {
    const { stdout } = await run(memoryWithInstance(), ['info', 'instance/a.edb']);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 8)).toEqual([
      'instance/a.edb',
      '  type            database',
      '  size            1.0 MiB',
      '  primary header  good',
      '  shadow header   good',
      '  page size       4096',
      '  state           CleanShutdown',
      '',
    ]);
    expect(stdout).toMatch(/^ {2}ulMagic +2309737967 \(0x89abcdef\)$/m);
    expect(stdout).toMatch(/^ {2}lgposLastReAttach +-$/m);
    expect(stdout).toMatch(/^ {2}signDb +3676128089 created 2026-11-20T11:50:54\.515Z$/m);
  });

  it('gives nested fields a line each', async () => {
    const { stdout } = await run(memoryWithInstance(), ['info', 'instance/edb.log']);
    expect(stdout).toMatch(/^ {2}attachments\[0\]\.path +E:\\clean-small-4k\\a\.edb$/m);
    expect(stdout).toMatch(/^ {2}dbmsParam\.lcsecLGFile +16 \(0x10\)$/m);
    expect(stdout).not.toContain('{');
  });

  it('colours only what the output shows', async () => {
    const fs = memoryWithInstance();
    const plain = await run(fs, ['info', 'instance/a.edb']);
    const coloured = await run(fs, ['info', 'instance/a.edb'], { stdout: { hasColours: true } });
    expect(coloured.stdout).toContain('\x1b[32mgood\x1b[39m');
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
    const json = await run(fs, ['info', 'instance/a.edb', '--json'], { stdout: { hasColours: true } });
    expect(json.stdout).not.toContain('\x1b');
  });

  it('never obeys what a file says to the terminal', async () => {
    const bytes = changeHeader(sampleFile('a.edb'), (header) => {
      // The computer name in the signature of the database.
      for (const [i, byte] of [0x41, 0x1b, 0x5b, 0x32, 0x4a].entries()) header.setUint8(24 + 12 + i, byte);
    });
    const { stdout } = await run(memoryWith({ 'a.edb': bytes }), ['info', 'a.edb']);
    expect(stdout).toContain('on A\\x1b[2J');
    expect(stdout).not.toContain('\x1b');
  });
});
