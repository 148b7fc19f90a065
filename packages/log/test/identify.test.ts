import { stampXorChecksum } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import { identifyFile, type EseFileType } from '../src/index';
import { LogBuilder, fileSystemWith } from './support/log-builder';

async function identify(bytes: Uint8Array, name = 'file.bin'): Promise<EseFileType> {
  return identifyFile(await fileSystemWith({ [name]: bytes }), name);
}

/** A header with these 32-bit words, sealed over its first `sealed` bytes. */
function file(size: number, sealed: number, words: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of Object.entries(words)) view.setUint32(Number(offset), value, true);
  stampXorChecksum(bytes.subarray(0, sealed));
  return bytes;
}

const magic = 0x89abcdef;
const database = (extra: Readonly<Record<number, number>> = {}): Uint8Array =>
  file(65536, 4096, { 4: magic, 236: 4096, 667: 1, ...extra });

describe('what a file is', () => {
  it('by its intact header, whatever its name', async () => {
    expect(await identify(database(), 'edb.log')).toBe('database');
    expect(await identify(database({ 200: 3 }))).toBe('backupDatabase');
    expect(await identify(new LogBuilder().bytes)).toBe('log');
    expect(await identify(file(8192, 4096, { 667: 4 }))).toBe('checkpoint');
    expect(await identify(file(16384, 8192, { 667: 7 }))).toBe('flushMap');
    expect(await identify(new LogBuilder(5, 12).header({ 667: 0 }).bytes)).toBe('log');
  });

  it('by what is left of a damaged one', async () => {
    expect(await identify(database().fill(7, 300, 400))).toBe('database');
    expect(await identify(database().fill(7, 0, 16))).toBe('database');
    expect(await identify(new LogBuilder().flipBit(0, 1).bytes)).toBe('log');
    expect(await identify(file(8192, 4096, { 667: 4 }).fill(9, 100, 120))).toBe('checkpoint');
  });

  it('by the second copy of a header whose first is gone, at every page size', async () => {
    for (const size of [2048, 4096, 8192, 16384, 32768]) {
      const bytes = new Uint8Array(4 * 32768);
      bytes.fill(0x55, 0, size);
      new DataView(bytes.buffer).setUint32(size + 4, magic, true);
      expect(await identify(bytes), `page size ${size}`).toBe('database');
    }
  });

  it('by the second copy of a checkpoint and by the first segment of a log', async () => {
    const copy = file(4096, 4096, { 667: 4 });
    const checkpoint = new Uint8Array(8192).fill(0x55, 0, 4096);
    checkpoint.set(copy, 4096);
    expect(await identify(checkpoint)).toBe('checkpoint');
    const log = new LogBuilder().segments(1, 2);
    log.bytes.fill(0x55, 0, 4096);
    expect(await identify(log.bytes)).toBe('log');
  });

  it('by its header when it is truncated', async () => {
    expect(await identify(database().subarray(0, 5000))).toBe('database');
    expect(await identify(new LogBuilder().bytes.subarray(0, 4096))).toBe('log');
  });

  it('by the name only where content says nothing', async () => {
    const zeros = new Uint8Array(65536);
    expect(await identify(zeros, 'SRUres00001.jrs')).toBe('reserveLog');
    expect(await identify(zeros, 'res2.log')).toBe('reserveLog');
    expect(await identify(zeros, 'edbtmp.log')).toBe('reserveLog');
    expect(await identify(zeros, 'edb.log')).toBe('log');
    expect(await identify(zeros.subarray(0, 8192), 'edb.chk')).toBe('checkpoint');
    expect(await identify(zeros)).toBe('unknown');
  });

  it('is unknown when it is empty, tiny or a text', async () => {
    expect(await identify(new Uint8Array(0), 'edb.log')).toBe('unknown');
    expect(await identify(new Uint8Array(1), 'edb.log')).toBe('unknown');
    expect(await identify(new TextEncoder().encode('exit code 99\n'), 'run.log')).toBe('unknown');
  });

  it('refuses folders and missing files', async () => {
    const fs = await fileSystemWith({});
    await fs.createDirectory('folder');
    await expect(identifyFile(fs, 'folder')).rejects.toMatchObject({ name: 'JET_errFileAccessDenied' });
    await expect(identifyFile(fs, 'none')).rejects.toMatchObject({ name: 'JET_errFileNotFound' });
  });
});
