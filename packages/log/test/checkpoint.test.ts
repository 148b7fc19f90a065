import { createMemoryFileSystem, logTimeNone, signatureNone, lgposMin } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { stampXorChecksum } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  checkCheckpoint,
  encodeCheckpoint,
  examineCheckpointSync,
  readCheckpoint,
  readCheckpointSync,
  readDbmsParam,
  verifyCheckpoint,
  writeCheckpoint,
  writeCheckpointSync,
  type Checkpoint,
} from '../src/index';
import { fileSystemWith } from './support/log-builder';

const at = (lGeneration: number): Checkpoint => ({
  lgposLastFullBackupCheckpoint: lgposMin,
  lgposCheckpoint: { lGeneration, isec: 2, ib: 3 },
  signLog: { random: 7, time: logTimeNone, computerName: '' },
  lgposFullBackup: lgposMin,
  logtimeFullBackup: logTimeNone,
  lgposIncBackup: lgposMin,
  logtimeIncBackup: logTimeNone,
  fVersion: 0,
  lgposDbConsistency: { lGeneration, isec: 4, ib: 5 },
  filetype: 4,
  dbmsParam: readDbmsParam(new Uint8Array(567), 0),
  attachments: [],
});

function file(primary: Uint8Array, shadow: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8192);
  bytes.set(primary);
  bytes.set(shadow, 4096);
  return bytes;
}

const damaged = (copy: Uint8Array): Uint8Array => copy.slice().fill(1, 900, 901);
const generationOf = (bytes: Uint8Array): number | undefined =>
  checkCheckpoint(bytes).checkpoint?.lgposCheckpoint.lGeneration;

describe('checkpoint (22)', () => {
  const one = encodeCheckpoint(at(1));
  const two = encodeCheckpoint(at(2));

  it('has its positions at 12 and 648, the file type at 667', () => {
    expect([...one.subarray(12, 20)]).toEqual([3, 0, 2, 0, 1, 0, 0, 0]);
    expect([...one.subarray(648, 656)]).toEqual([5, 0, 4, 0, 1, 0, 0, 0]);
    expect(one[667]).toBe(4);
  });

  it('counts the primary copy when it is good, else the shadow (22 §3)', () => {
    expect(generationOf(file(one, two))).toBe(1);
    expect(generationOf(file(damaged(one), two))).toBe(2);
    expect(generationOf(file(one, damaged(two)))).toBe(1);
    expect(generationOf(one)).toBe(1);
    expect(checkCheckpoint(file(damaged(one), two)).copies).toEqual([
      { copy: 'primary', checksum: 'bad' },
      { copy: 'shadow', checksum: 'good' },
    ]);
  });

  it('takes lgposCheckpoint where old engines left lgposDbConsistency zero', () => {
    const old = encodeCheckpoint({ ...at(1), lgposDbConsistency: lgposMin });
    expect(checkCheckpoint(file(old, old)).checkpoint!.lgposDbConsistency.isec).toBe(2);
  });

  it('names each failure', async () => {
    const otherType = one.slice();
    otherType[667] = 3;
    stampXorChecksum(otherType);
    const fs = await fileSystemWith({
      'bad.chk': file(damaged(one), damaged(one)),
      'empty.chk': new Uint8Array(0),
      'type.chk': file(otherType, otherType),
      'edb.chk': file(one, one),
    });
    const error = (path: string): Promise<unknown> =>
      readCheckpoint(fs, path, signatureNone).then(
        () => 'good',
        (e: { name: string }) => e.name,
      );
    for (const [path, name] of [
      ['none.chk', 'JET_errCheckpointFileNotFound'],
      ['bad.chk', 'JET_errCheckpointCorrupt'],
      ['empty.chk', 'JET_errCheckpointCorrupt'],
      ['type.chk', 'JET_errFileInvalidType'],
      ['edb.chk', 'JET_errBadCheckpointSignature'],
    ] as const) {
      expect(await error(path)).toBe(name);
      expect(() => readCheckpointSync(fs, path, signatureNone)).toThrow(expect.objectContaining({ name }));
    }
    expect(examineCheckpointSync(fs, 'bad.chk').copies.map(({ checksum }) => checksum)).toEqual([
      'bad',
      'bad',
    ]);
  });

  it('is written twice and replaces the one before', async () => {
    const fs = createMemoryFileSystem();
    await writeCheckpoint(fs, 'edb.chk', at(1));
    await writeCheckpoint(fs, 'edb.chk', at(9));
    expect((await fs.stat('edb.chk'))!.size).toBe(8192);
    expect((await readCheckpoint(fs, 'edb.chk')).lgposCheckpoint.lGeneration).toBe(9);
    expect((await verifyCheckpoint(fs, 'edb.chk')).ok).toBe(true);
  });

  it('is written and read the same without waiting', async () => {
    const fs = createMemoryFileSystem();
    writeCheckpointSync(fs, 'edb.chk', at(1));
    writeCheckpointSync(fs, 'edb.chk', at(9));
    expect(readCheckpointSync(fs, 'edb.chk')).toEqual(await readCheckpoint(fs, 'edb.chk'));
    expect(readCheckpointSync(fs, 'edb.chk').lgposCheckpoint.lGeneration).toBe(9);
  });

  it('loses one copy at most to a crash, whatever lands of a write', () => {
    for (let failAt = 1; ; failAt++) {
      const memory = createMemoryFileSystem();
      writeCheckpointSync(memory, 'edb.chk', at(1));
      const fs = createFailingFileSystem(memory, { failAt, afterwards: 'killed', tornBytes: 700 });
      try {
        writeCheckpointSync(fs, 'edb.chk', at(2));
        break;
      } catch {
        expect([1, 2]).toContain(readCheckpointSync(memory, 'edb.chk').lgposCheckpoint.lGeneration);
      }
    }
  });

  it('reports one bad copy as correctable', async () => {
    const fs = await fileSystemWith({ 'edb.chk': file(one, damaged(one)) });
    const verified = await verifyCheckpoint(fs, 'edb.chk');
    expect(verified).toMatchObject({ ok: false, type: 'checkpoint' });
    expect(verified.problems).toMatchObject([{ error: 'JET_errCheckpointCorrupt', correctable: true }]);
  });
});
