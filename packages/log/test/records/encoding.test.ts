import { logTimeNone, signatureNone } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import {
  createDBFlag,
  decodeRecord,
  encodeAttachDB,
  encodeCommitCtx,
  encodeCreateDB,
  encodeDelete,
  encodeExtendDB,
  encodeInit2,
  encodeInsert,
  encodeMacroInfo2,
  encodeNop2,
  encodeReplace,
  encodeShutDownMark,
  giveBackRecord,
  recordSize,
  type LogRecord,
} from '../../src/index';
import { dbmsParam } from '../support/writer-stream';

function walked(bytes: Uint8Array): LogRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { type: bytes[0]!, size: bytes.length, lGeneration: 1, isec: 2, ib: 3, bytes, view, offset: 0 };
}

const fieldsOf = (bytes: Uint8Array) => decodeRecord(walked(bytes)).fields;

const node = {
  ...{ procid: 7, dbid: 1, pgno: 0x101, dbtimeBefore: -1, trxBegin0: 12, level: 1, iline: 3, fFlags: 5 },
  ...{ rceid: 9, pgnoFDP: 0x100, objidFDP: 8 },
};

describe('encoders', () => {
  it('take 64-bit numbers in either form', () => {
    for (const dbtime of [0, 1, 0xffffffff, 0x1_0000_0000, 2 ** 53 - 1, -1, -2, -4]) {
      const asNumber = encodeDelete({ ...node, dbtime });
      expect(asNumber).toEqual(encodeDelete({ ...node, dbtime: BigInt(dbtime), dbtimeBefore: -1n }));
      expect(fieldsOf(asNumber)).toMatchObject({ dbtime: BigInt(dbtime), dbtimeBefore: -1n });
    }
  });

  it('fill the sizes in', () => {
    const key = Uint8Array.of(1, 2, 3, 4, 5);
    const data = Uint8Array.of(6, 7, 8);
    const insert = encodeInsert({ ...node, dbtime: 1, cbPrefix: 2, key, data });
    expect(fieldsOf(insert)).toMatchObject({ cbPrefix: 2, cbSuffix: 3, cbData: 3, key, data });
    const replace = encodeReplace({ ...node, dbtime: 1, cbOldData: 40, data });
    expect(fieldsOf(replace)).toMatchObject({ cb: 3, cbNewData: 3, cbOldData: 40, fWideDifference: false });
    const info = encodeMacroInfo2({ dbid: 2, rgpgno: [4, 5, 6] });
    expect(fieldsOf(info)).toMatchObject({ cb: 17, cpgno: 3, rgpgno: [4, 5, 6] });
    expect(encodeExtendDB({ dbid: 1, pgnoLast: 254 })).toEqual(
      Uint8Array.of(68, 5, 0, 0, 0, 1, 254, 0, 0, 0),
    );
    expect(encodeNop2(3)).toEqual(Uint8Array.of(71, 3, 0, 0, 0, 0, 0, 0));
    expect(encodeShutDownMark()).toEqual(Uint8Array.of(23));
  });

  it('use the bytes of a record that was given back again, and only those of the newest', () => {
    const key = Uint8Array.of(1, 2, 3);
    const kept = encodeInsert({ ...node, dbtime: 1, cbPrefix: 0, key, data: new Uint8Array(40).fill(7) });
    const copy = kept.slice();
    const newest = encodeInsert({ ...node, dbtime: 2, cbPrefix: 0, key, data: new Uint8Array(40).fill(8) });
    const behind = newest.byteOffset;
    giveBackRecord(kept);
    giveBackRecord(newest);
    giveBackRecord(newest.slice());
    const next = encodeNop2(60);
    expect(next.buffer).toBe(newest.buffer);
    expect(next.byteOffset).toBe(behind);
    expect(next).toEqual(Uint8Array.of(71, 60, 0, 0, 0, ...new Uint8Array(60)));
    expect(kept).toEqual(copy);
  });

  it('refuse what a size field cannot hold', () => {
    const refused = expect.objectContaining({ name: 'JET_errInvalidParameter' });
    const key = new Uint8Array(10);
    const data = new Uint8Array(0x8000);
    expect(() => encodeReplace({ ...node, dbtime: 1, cbOldData: 0, data })).toThrow(refused);
    expect(() => encodeInsert({ ...node, dbtime: 1, cbPrefix: 11, key, data })).toThrow(refused);
    expect(() => encodeInsert({ ...node, dbtime: 1, cbPrefix: 0, key, data: new Uint8Array(65536) })).toThrow(
      refused,
    );
  });

  it('give each record to its caller', () => {
    const records = Array.from({ length: 5000 }, (_, i) => encodeExtendDB({ dbid: 1, pgnoLast: i }));
    records.forEach((record, i) => expect(fieldsOf(record)['pgnoLast']).toBe(i));
    expect(encodeNop2(200_000)).toHaveLength(200_005);
  });

  it('write paths with their terminator, in either width', () => {
    const database = {
      ...{ procid: 5, dbid: 1, cpgDatabaseSizeMax: 0, signDb: signatureNone },
      path: 'E:\\a.edb',
    };
    const wide = encodeCreateDB({
      ...{ ...database, grbit: 0, usVersion: 2, usUpdate: 0 },
      fFlags: createDBFlag.unicodePath,
    });
    expect(fieldsOf(wide)).toMatchObject({ cbPath: 18, fFlags: 0x0c, usVersion: 2, path: 'E:\\a.edb' });
    expect(recordSize(wide, 0, wide.length)).toBe(43 + 4 + 18);
    const lgposConsistent = { lGeneration: 1, isec: 2, ib: 3 };
    const narrow = encodeAttachDB({ ...database, lgposConsistent, signLog: signatureNone, fFlags: 0 });
    expect(fieldsOf(narrow)).toMatchObject({ cbPath: 9, path: 'E:\\a.edb' });
  });

  it('write the settings of an instance', () => {
    const record = encodeInit2({ dbmsParam, logtime: logTimeNone });
    expect(record).toHaveLength(576);
    expect(fieldsOf(record)).toEqual({ dbmsParam, logtime: logTimeNone });
  });
});

describe('decodeRecord', () => {
  it('knows CreateDB without a version', () => {
    const record = new Uint8Array(43 + 3);
    record.set([14, 5, 0, 1]);
    record.set([3, 0, 0], 40);
    record.set([0x61, 0x62, 0], 43);
    expect(fieldsOf(record)).toMatchObject({ cbPath: 3, path: 'ab' });
    expect(fieldsOf(record)).not.toHaveProperty('usVersion');
  });

  it('takes the layout of CommitCtx from the version of the stream', () => {
    const record = walked(encodeCommitCtx({ procid: 5, fCommitCtxFlags: 2, data: Uint8Array.of(7, 8, 9) }));
    const decoded = (ulUpdateMajor: number, ulUpdateMinor: number) =>
      decodeRecord(record, { ulMajor: 8, ulMinor: 4000, ulUpdateMajor, ulUpdateMinor }).fields;
    const older = { cb: 6, procid: 5, data: Uint8Array.of(2, 7, 8, 9) };
    const newer = { cb: 6, procid: 5, fCommitCtxFlags: 2, data: Uint8Array.of(7, 8, 9) };
    expect(decoded(4, 7)).toEqual(older);
    expect(decoded(5, 1)).toEqual(older);
    expect(decoded(4, 8)).toEqual(newer);
    expect(decoded(5, 2)).toEqual(newer);
    expect(decodeRecord(record).fields).toEqual(newer);
  });

  it('shows an ignorable record of another size by its bytes', () => {
    const short = Uint8Array.of(68, 2, 0, 0, 0, 1, 9);
    expect(fieldsOf(short)).toEqual({ cb: 2, rgb: Uint8Array.of(1, 9) });
    const long = Uint8Array.of(68, 7, 0, 0, 0, 1, 254, 0, 0, 0, 3, 4);
    expect(fieldsOf(long)).toEqual({ cb: 7, dbid: 1, pgnoLast: 254, rgbRest: Uint8Array.of(3, 4) });
    const miscounted = Uint8Array.of(73, 9, 0, 0, 0, 1, 200, 0, 0, 0, 5, 0, 0, 0);
    expect(fieldsOf(miscounted)).toMatchObject({ cb: 9, rgb: miscounted.subarray(5) });
  });

  it('refuses a record that is smaller than what it says', () => {
    const damaged = expect.objectContaining({ name: 'JET_errLogFileCorrupt' });
    const insert = encodeInsert({
      ...{ ...node, dbtime: 1, cbPrefix: 0 },
      ...{ key: new Uint8Array(4), data: new Uint8Array(4) },
    });
    for (let size = 1; size < insert.length; size++) {
      expect(() => decodeRecord({ ...walked(insert), size })).toThrow(damaged);
    }
    for (const type of [40, 43, 47, 56, 76, 77, 102, 255]) {
      expect(() => decodeRecord(walked(new Uint8Array(100).fill(type, 0, 1)))).toThrow(damaged);
    }
  });

  it('keeps no reference to the log', () => {
    const bytes = encodeInsert({
      ...{ ...node, dbtime: 1, cbPrefix: 0 },
      ...{ key: Uint8Array.of(1), data: Uint8Array.of(2) },
    });
    const { fields } = decodeRecord(walked(bytes));
    bytes.fill(0xee);
    expect(fields).toMatchObject({ key: Uint8Array.of(1), data: Uint8Array.of(2) });
  });
});
