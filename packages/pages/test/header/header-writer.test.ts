import { createFailingFileSystem, type FailureOptions } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { readDatabaseHeader, type HeaderReading } from '../../src/header/header-copies';
import { writeDatabaseHeader } from '../../src/header/header-writer';
import { buildDatabase, signature } from '../fixture/database';
import { contentOf, memoryWith, sameBytes } from '../fixture/files';

/** Writing both header copies, and being killed in the middle of it (01 §10.1). */

const before = { dbtimeDirtied: 100n, signDbHdrFlush: signature(1) };
const after = { dbtimeDirtied: 200n };

interface Attempt {
  readonly operations: readonly string[];
  readonly reading: HeaderReading;
  readonly file: Uint8Array;
}

/** Writes a header under the given failure and reads what is left. */
async function writeUnder(options: FailureOptions, pageSize = 4096): Promise<Attempt> {
  const disk = memoryWith({ 'a.edb': buildDatabase({ pageSize, pages: 3, header: before }) });
  const fs = createFailingFileSystem(disk, options);
  const write = async (): Promise<void> => {
    const file = await fs.open('a.edb', 'readWrite');
    const { image } = await readDatabaseHeader(file);
    await writeDatabaseHeader(file, image, after, signature(2));
    await file.close();
  };
  await write().catch(() => undefined);
  const left = disk.openSync('a.edb', 'read');
  const reading = await readDatabaseHeader(left);
  left.closeSync();
  return {
    operations: fs.trace.map(({ operation }) => operation),
    reading,
    file: contentOf(disk, 'a.edb'),
  };
}

describe('writing the header', () => {
  it('completes the first copy before it begins with the second', async () => {
    const { operations } = await writeUnder({});
    expect(operations).toEqual(['open', 'read', 'write', 'sync', 'write', 'sync', 'close']);
  });

  it('writes two equal intact copies with a fresh signature, and nothing else', async () => {
    const { reading, file } = await writeUnder({});
    expect(reading.copies.map((copy) => copy.checksum)).toEqual(['good', 'good']);
    expect(reading.header).toMatchObject({ ...after, signDbHdrFlush: signature(2) });
    const original = buildDatabase({ pages: 3, header: before });
    expect(sameBytes(file.subarray(8192), original.subarray(8192))).toBe(true);
    expect(file.length).toBe(original.length);
  });

  it('the first copy is written first', async () => {
    const { reading } = await writeUnder({ failAt: 5, afterwards: 'killed' });
    expect(reading.copies.map((copy) => copy.checksum)).toEqual(['good', 'bad']);
    expect(reading.header.dbtimeDirtied).toBe(200n);
  });
});

describe('a kill while the header is written', () => {
  const places = [1, 2, 3, 4, 5, 6, 7];

  it.each([4096, 32768])('leaves an intact copy, old or new, at every place (%i bytes)', async (pageSize) => {
    const tears = [0, 3, 4, 20, 511, 512, 590, 640, 748, 2048, pageSize - 1, pageSize];
    for (const failAt of places) {
      for (const tornBytes of tears) {
        const { reading, file } = await writeUnder({ failAt, afterwards: 'killed', tornBytes }, pageSize);
        const isOld = reading.header.dbtimeDirtied === before.dbtimeDirtied;
        const expected = isOld ? signature(1) : signature(2);
        expect(reading.header.signDbHdrFlush).toEqual(expected);
        expect(isOld || reading.header.dbtimeDirtied === after.dbtimeDirtied).toBe(true);
        // From the moment the first copy is durable it is the new one that counts.
        if (failAt >= 4) expect(isOld).toBe(false);
        if (failAt < 3) expect(isOld).toBe(true);
        const original = buildDatabase({ pageSize, pages: 3, header: before });
        expect(sameBytes(file.subarray(2 * pageSize), original.subarray(2 * pageSize))).toBe(true);
      }
    }
  });
});
