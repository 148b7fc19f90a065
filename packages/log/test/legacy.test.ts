import { describe, expect, it } from 'vitest';
import {
  fillPatternByte,
  recordTypeName,
  scanLegacyLog,
  verifyLog,
  walkLegacyRecords,
  type LogProblem,
} from '../src/index';
import { LogBuilder, fileSystemWith, insert, records } from './support/log-builder';

const cbSec = 512;
const geometry = { lGeneration: 3, cbSec, csecHeader: 8 };
const start = 4096;
const shadowMark = 0x5ad05ec7;

interface Range {
  at: number;
  cbBackwards?: number;
  cbForwards: number;
  cbNext?: number;
  usesShort?: boolean;
}

/** A log of the legacy layout with 40 sectors of 512 bytes, built by hand. */
class LegacyBuilder {
  readonly bytes = new LogBuilder(3, 5, [7, 3704, 15, 0]).bytes;
  readonly #view = new DataView(this.bytes.buffer);

  constructor() {
    for (let i = start; i < this.bytes.length; i++) this.bytes[i] = fillPatternByte(i);
  }

  put(at: number, data: Uint8Array): this {
    this.bytes.set(data, at);
    return this;
  }

  /** XOR of the words of a range, its last 1 to 3 bytes as the low ones of a word. */
  #fold(from: number, to: number): number {
    let x = 0;
    for (let at = from; at < to; at += 4) {
      let word = 0;
      for (let i = 0; i < 4 && at + i < to; i++) word |= this.bytes[at + i]! << (8 * i);
      x ^= word;
    }
    return x;
  }

  checksum({ at, cbBackwards = 0, cbForwards, cbNext = 0, usesShort = false }: Range, mark = 0): this {
    const use = usesShort ? 0x9a : 0xd1;
    const behind = at + 22;
    const rest =
      this.#fold(at - cbBackwards, at) ^ cbBackwards ^ cbForwards ^ cbNext ^ use ^ geometry.lGeneration;
    const sectorEnd = Math.floor(at / cbSec) * cbSec + cbSec;
    this.bytes[at] = 42;
    this.#view.setUint32(at + 1, cbBackwards, true);
    this.#view.setUint32(at + 5, cbForwards, true);
    this.#view.setUint32(at + 9, cbNext, true);
    this.#view.setUint32(at + 13, 0xfeedbeaf ^ this.#fold(behind, behind + cbForwards) ^ rest ^ mark, true);
    this.#view.setUint32(at + 17, usesShort ? 0xdeadc0de ^ this.#fold(behind, sectorEnd) ^ rest : 0, true);
    this.bytes[at + 21] = use;
    return this;
  }

  /** Repeats the sector of a single-sector range in the next one, in the form of a shadow. */
  shadow(range: Range): this {
    const sector = Math.floor(range.at / cbSec) * cbSec;
    this.bytes.copyWithin(sector + cbSec, sector, sector + cbSec);
    return this.checksum({ ...range, at: range.at + cbSec }, shadowMark);
  }

  flip(at: number): this {
    this.bytes[at]! ^= 0x10;
    return this;
  }
}

function walk(log: LegacyBuilder): { seen: string[]; problems: LogProblem[] } {
  const seen: string[] = [];
  const problems: LogProblem[] = [];
  const scan = scanLegacyLog(log.bytes, geometry);
  walkLegacyRecords(log.bytes, geometry, scan, {
    record: (r) => seen.push(`${recordTypeName(r.type)}@${r.isec}:${r.ib}`),
    damage: (problem) => problems.push(problem),
  });
  return { seen, problems };
}

/** Two ranges: three sectors with a short checksum, then a partly filled one with its shadow. */
function twoRanges(): LegacyBuilder {
  const first: Range = {
    at: start,
    cbForwards: 3 * cbSec - 22,
    cbNext: 3 * cbSec - 22 + 30,
    usesShort: true,
  };
  const second: Range = { at: start + 3 * cbSec + 30, cbBackwards: 30, cbForwards: 10 };
  const body = records(insert(3 * cbSec - 22 + 20 - 50), new Uint8Array(10).fill(23));
  return new LegacyBuilder()
    .put(start + 22, body)
    .put(second.at + 22, new Uint8Array(10).fill(23))
    .checksum(first)
    .checksum(second)
    .shadow(second);
}

describe('LRCHECKSUM (20 §6)', () => {
  it('has the long checksum of the formula', () => {
    const log = new LegacyBuilder().put(start + 22, new Uint8Array(4).fill(23));
    log.checksum({ at: start, cbForwards: 4 });
    const long = new DataView(log.bytes.buffer).getUint32(start + 13, true);
    expect(long).toBe((0xfeedbeaf ^ 0x17171717 ^ 4 ^ 0xd1 ^ 3) >>> 0);
    expect(scanLegacyLog(log.bytes, geometry)).toMatchObject({ end: start + 26, good: 1, bad: 0 });
  });

  it('has a fill pattern that repeats every 512 bytes', () => {
    expect([0, 1, 15, 16, 17, 496, 511, 512].map(fillPatternByte)).toEqual([
      0xda, 0xda, 0xda, 0xea, 0xda, 0xca, 0xda, 0xda,
    ]);
  });
});

describe('the chain of a legacy log', () => {
  it('is followed over several sectors, with the shadow behind the end', () => {
    const scan = scanLegacyLog(twoRanges().bytes, geometry);
    expect(scan).toMatchObject({ good: 2, bad: 0, isCorrupt: false, problems: [] });
    expect(scan.end).toBe(start + 3 * cbSec + 30 + 22 + 10);
  });

  it('gives records with exact positions, across sectors', () => {
    const { seen, problems } = walk(twoRanges());
    expect(problems).toEqual([]);
    expect(seen.slice(0, 3)).toEqual(['Checksum@8:0', 'Insert@8:22', 'ShutDownMark@11:20']);
    expect(seen[12]).toBe('Checksum@11:30');
    expect(seen).toHaveLength(23);
  });

  it('takes a torn last sector from its shadow', () => {
    const clean = twoRanges().bytes;
    const log = twoRanges().flip(start + 3 * cbSec + 30 + 25);
    const scan = scanLegacyLog(log.bytes, geometry);
    expect(scan).toMatchObject({ good: 1, bad: 1, isCorrupt: false });
    expect(scan.problems).toMatchObject([{ correctable: true, lgpos: { isec: 11, ib: 30 } }]);
    expect(log.bytes.subarray(0, scan.end)).toEqual(clean.subarray(0, scan.end));
  });

  it('is corrupt where a range is damaged and more follows', () => {
    const scan = scanLegacyLog(twoRanges().flip(start + 2 * cbSec).bytes, geometry);
    expect(scan).toMatchObject({ isCorrupt: true, bad: 1 });
    expect(scan.problems).toMatchObject([{ correctable: false, lgpos: { isec: 8, ib: 0 } }]);
  });

  it('ends with the range before when the next sector was never written', () => {
    const range: Range = { at: start, cbForwards: cbSec - 22, cbNext: cbSec - 22 };
    const log = new LegacyBuilder().put(start + 22, new Uint8Array(cbSec - 22).fill(23)).checksum(range);
    expect(scanLegacyLog(log.bytes, geometry)).toMatchObject({ end: start + cbSec, good: 1, problems: [] });
  });

  it('keeps the first sector of a write of which the rest did not arrive', () => {
    const log = new LegacyBuilder().put(start + 22, insert(4 * cbSec - 22 - 50, 1));
    log.put(start + 3 * cbSec + 100, new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
    log.checksum({ at: start, cbForwards: 4 * cbSec - 22, usesShort: true });
    for (let i = start + 2 * cbSec; i < start + 4 * cbSec; i++) log.bytes[i] = fillPatternByte(i);
    const scan = scanLegacyLog(log.bytes, geometry);
    expect(scan).toMatchObject({ end: start + cbSec, isCorrupt: false, bad: 1 });
    expect(scan.problems).toMatchObject([{ correctable: true }]);
  });

  it('is corrupt at anything but fill pattern behind the end', () => {
    const scan = scanLegacyLog(twoRanges().flip(start + 20 * cbSec).bytes, geometry);
    expect(scan).toMatchObject({ isCorrupt: true });
  });

  it('drops the record that a crash cut off where logging went on', () => {
    const first: Range = { at: start, cbForwards: cbSec - 22, cbNext: cbSec - 22 + 40 };
    const second: Range = { at: start + cbSec + 40, cbForwards: 5 };
    const log = new LegacyBuilder()
      .put(start + 22, records(new Uint8Array(5).fill(23), insert(800)))
      .put(second.at + 22, new Uint8Array(5).fill(23))
      .checksum(first)
      .checksum(second);
    const { seen, problems } = walk(log);
    expect(problems).toEqual([]);
    expect(seen).toHaveLength(1 + 5 + 1 + 5);
    expect(seen.some((name) => name.startsWith('Insert'))).toBe(false);
  });

  it('is what verifyLog does with a log of major version 7', async () => {
    const bytes = twoRanges().bytes;
    const builder = new LogBuilder(3, 5, [7, 3704, 15, 0]);
    builder.bytes.set(bytes.subarray(start), start);
    builder.header({ 8: cbSec | (8 << 16), 12: 40 });
    const fs = await fileSystemWith({ 'edb.log': builder.bytes });
    const verified = await verifyLog(fs, 'edb.log');
    expect(verified).toMatchObject({ ok: true, generation: 3, segments: { good: 2, bad: 0 }, records: 23 });
    expect(verified.details.layout).toBe('legacy');
  });
});
