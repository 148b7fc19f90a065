import { describe, expect, it } from 'vitest';
import {
  checkSegment,
  readSegmentHeader,
  scanLog,
  stampSegment,
  storedSegmentChecksum,
  type LogScan,
  type LogScanOptions,
} from '../src/index';
import { LogBuilder, records } from './support/log-builder';

async function scan(log: LogBuilder, options: Partial<LogScanOptions> = {}): Promise<LogScan> {
  const fs = await log.file();
  const file = await fs.open('edb.log', 'read');
  return scanLog(file, {
    lGeneration: log.generation,
    version: { ulMajor: 8, ulMinor: 4000, ulUpdateMajor: 130, ulUpdateMinor: 280 },
    csecLGFile: log.csec,
    ...options,
  });
}

const positions = (result: LogScan): (number | undefined)[] => result.problems.map((p) => p.segment);

describe('one segment', () => {
  it('carries position, flags and a checksum over 4096 bytes and its isec (20 §5.1, §5.2)', () => {
    const segment = new Uint8Array(4096);
    stampSegment(segment, 0x12345, 7, { low: 0x11100000, high: 0x06c17a08 });
    expect([...segment.subarray(8, 16)]).toEqual([0, 0, 7, 0, 0x45, 0x23, 1, 0]);
    expect([...segment.subarray(36, 40)]).toEqual([0, 0x20, 0, 0]);
    expect(readSegmentHeader(segment).lgpos).toEqual({ lGeneration: 0x12345, isec: 7, ib: 0 });
    expect(checkSegment(segment, 7)).toBe('good');
    expect(checkSegment(segment, 8)).toBe('bad');
  });

  it('corrects each single wrong bit outside checksum and format flag', () => {
    const log = new LogBuilder().segment(3);
    for (let bit = 64; bit < 8 * 4096; bit += 61) {
      if (bit === 301) continue;
      const copy = log.at(3).slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(checkSegment(copy, 3), `bit ${bit}`).toBe('corrected');
      expect(copy).toEqual(log.at(3));
    }
  });
});

describe('the end of a log (20 §5.8)', () => {
  it('ends behind the last good segment; all zero is empty', async () => {
    const log = new LogBuilder().segments(1, 4);
    const result = await scan(log);
    expect(result).toMatchObject({ lastSegment: 4, good: 4, bad: 0, shadow: 0, problems: [] });
    let xor = 0n;
    for (let isec = 1; isec <= 4; isec++) xor ^= storedSegmentChecksum(log.at(isec));
    expect(result.accumulatedChecksum).toBe(xor);
  });

  it('has no data when there is only a header', async () => {
    expect(await scan(new LogBuilder())).toMatchObject({ lastSegment: 0, good: 0, bad: 0, problems: [] });
  });

  it('knows the shadow of the last segment (2a)', async () => {
    const result = await scan(new LogBuilder().segments(1, 4).shadowOf(4));
    expect(result).toMatchObject({ lastSegment: 4, good: 4, shadow: 5, problems: [] });
  });

  it('finds the shadow in the last segment of the file, which is never data', async () => {
    const result = await scan(new LogBuilder().segments(1, 10).shadowOf(10));
    expect(result).toMatchObject({ lastSegment: 10, good: 10, shadow: 11, problems: [] });
  });

  it('corrects one wrong bit and goes on', async () => {
    const clean = await scan(new LogBuilder().segments(1, 4));
    const result = await scan(new LogBuilder().segments(1, 4).flipBit(2));
    expect(result).toMatchObject({ lastSegment: 4, good: 3, bad: 1, isCorrupt: false });
    expect(result.problems).toMatchObject([{ segment: 2, correctable: true }]);
    expect(result.accumulatedChecksum).toBe(clean.accumulatedChecksum);
  });

  it('corrects one wrong bit of a shadow', async () => {
    const result = await scan(new LogBuilder().segments(1, 4).shadowOf(4).flipBit(5));
    expect(result).toMatchObject({ lastSegment: 4, good: 4, bad: 0, shadow: 5, isCorrupt: false });
    expect(result.problems).toMatchObject([{ segment: 5, correctable: true }]);
  });

  it('takes a torn last segment from its shadow (2d)', async () => {
    const clean = await scan(new LogBuilder().segments(1, 4).shadowOf(4));
    const result = await scan(new LogBuilder().segments(1, 4).shadowOf(4).damage(4));
    expect(result).toMatchObject({ lastSegment: 4, good: 3, bad: 1, isCorrupt: false, shadow: 5 });
    expect(result.problems).toMatchObject([{ segment: 4, correctable: true }]);
    expect(result.accumulatedChecksum).toBe(clean.accumulatedChecksum);
  });

  it('refuses that inside a hard restore set, and says that it could be put right', async () => {
    const log = new LogBuilder().segments(1, 4).shadowOf(4).damage(4);
    const result = await scan(log, { mayUseShadow: false });
    expect(result).toMatchObject({ lastSegment: 3, isCorrupt: true });
    expect(result.problems).toMatchObject([{ segment: 4, correctable: true }]);
  });

  it('does not take a shadow of another generation', async () => {
    const log = new LogBuilder().segment(4, undefined, 3).shadowOf(4).segments(1, 4).damage(4);
    expect(await scan(log)).toMatchObject({ isCorrupt: true, lastSegment: 3 });
  });

  it('is corrupt at a damaged segment without a shadow, in the middle or at the end', async () => {
    const middle = await scan(new LogBuilder().segments(1, 5).damage(3));
    expect(middle).toMatchObject({ lastSegment: 5, good: 4, bad: 1, isCorrupt: true });
    expect(middle.problems).toMatchObject([{ segment: 3, correctable: false }]);
    expect(await scan(new LogBuilder().segments(1, 5).damage(5))).toMatchObject({ isCorrupt: true });
  });

  it('is corrupt when segment and shadow are damaged', async () => {
    const result = await scan(new LogBuilder().segments(1, 4).shadowOf(4).damage(4).flipBit(5, 9).damage(5));
    expect(result.isCorrupt).toBe(true);
    expect(positions(result)).toEqual([4, 5]);
  });

  it('is corrupt when only the shadow is damaged, but not when it is zeroed', async () => {
    const damaged = await scan(new LogBuilder().segments(1, 4).shadowOf(4).damage(5));
    expect(damaged).toMatchObject({ lastSegment: 4, good: 4, bad: 1, isCorrupt: true });
    const zeroed = await scan(new LogBuilder().segments(1, 4).shadowOf(4).zero(5));
    expect(zeroed).toMatchObject({ lastSegment: 4, problems: [] });
  });

  it('is corrupt at anything but zero in the unused tail (2c)', async () => {
    const result = await scan(new LogBuilder().segments(1, 4).flipBit(8));
    expect(result).toMatchObject({ lastSegment: 4, good: 4, bad: 1, isCorrupt: true });
    expect(positions(result)).toEqual([8]);
  });

  it('sees segments of an older generation as empty (3)', async () => {
    const log = new LogBuilder();
    for (let isec = 1; isec <= 10; isec++) log.segment(isec, undefined, 2);
    log.shadowOf(10).segments(1, 4);
    expect(await scan(log)).toMatchObject({ lastSegment: 4, good: 4, bad: 0, shadow: 0, problems: [] });
  });

  it('is corrupt at a segment of a later generation (3)', async () => {
    const result = await scan(new LogBuilder().segments(1, 3).segment(4, undefined, 6));
    expect(result).toMatchObject({ lastSegment: 3, isCorrupt: true });
    expect(positions(result)).toEqual([4]);
  });

  it('is corrupt where data stands behind empty segments (3), and counts what is lost', async () => {
    const result = await scan(new LogBuilder().segments(1, 6).zero(3).zero(4));
    expect(result).toMatchObject({ lastSegment: 6, good: 4, bad: 2, isCorrupt: true });
    expect(positions(result)).toEqual([3]);
    const stale = await scan(new LogBuilder().segments(1, 6).segment(3, undefined, 1));
    expect(stale).toMatchObject({ bad: 1, isCorrupt: true });
  });

  it('warns of an intact shadow behind an empty segment: the engine would lose it silently', async () => {
    const zeroed = await scan(new LogBuilder().segments(1, 4).shadowOf(4).zero(4));
    expect(zeroed).toMatchObject({ lastSegment: 3, isCorrupt: false });
    expect(zeroed.problems).toMatchObject([{ severity: 'warning', segment: 4, correctable: true }]);
    const stale = await scan(new LogBuilder().segments(1, 4).shadowOf(4).segment(4, undefined, 2));
    expect(stale.problems).toMatchObject([{ severity: 'warning', segment: 4 }]);
  });

  it('does not warn of a shadow that an older generation left', async () => {
    const log = new LogBuilder().segment(4, undefined, 2).shadowOf(4).zero(4).segments(1, 3);
    expect(await scan(log)).toMatchObject({ lastSegment: 3, problems: [] });
  });

  it('takes a zero segment of the first versions for damage (2b)', async () => {
    const version = { ulMajor: 8, ulMinor: 4000, ulUpdateMajor: 0, ulUpdateMinor: 1 };
    expect(await scan(new LogBuilder().segments(1, 4), { version })).toMatchObject({ isCorrupt: true });
  });

  it('gives the same result across the boundaries of its runs', async () => {
    const log = new LogBuilder(5, 600).segments(1, 256).shadowOf(256);
    expect(await scan(log)).toMatchObject({ lastSegment: 256, shadow: 257, problems: [] });
    expect((await scan(log.damage(256))).problems).toMatchObject([{ segment: 256, correctable: true }]);
    const full = new LogBuilder(5, 514).segments(1, 512).shadowOf(512);
    expect(await scan(full)).toMatchObject({ lastSegment: 512, shadow: 513, problems: [] });
    const short = new LogBuilder(5, 257).segments(1, 200);
    expect(await scan(short)).toMatchObject({ lastSegment: 200, problems: [] });
  });
});

describe('closed normally (20 §5.8)', () => {
  const term2 = new Uint8Array(26).fill(0, 1);
  term2[0] = 50;
  const nop2 = [71, 3, 0, 0, 0, 1, 1, 1];

  it('when the last record but NOPs is Term2; offset 40 is reported as 0', async () => {
    const alone = await scan(new LogBuilder().segments(1, 2).segment(3, records(term2, nop2)));
    expect(alone.closingRecord).toEqual({ type: 50, lgpos: { lGeneration: 5, isec: 3, ib: 0 } });
    const second = await scan(new LogBuilder().segment(1, records([23], term2)));
    expect(second.closingRecord).toEqual({ type: 50, lgpos: { lGeneration: 5, isec: 1, ib: 41 } });
  });

  it('not when anything follows it', async () => {
    expect((await scan(new LogBuilder().segment(1, records(term2, [23])))).closingRecord).toBeUndefined();
  });

  it('looks behind a fragment at the start of the segment', async () => {
    const result = await scan(new LogBuilder().segments(1, 1).segment(2, records([77, 2, 0, 9, 9], term2)));
    expect(result.closingRecord?.lgpos).toEqual({ lGeneration: 5, isec: 2, ib: 45 });
  });
});
