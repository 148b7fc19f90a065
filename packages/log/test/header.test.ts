import type { Signature } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import {
  acceptedLogLayout,
  checkLogHeader,
  compareLogVersions,
  dbmsParamSize,
  formatLogVersion,
  logPageSize,
  readAttachments,
  readDbmsParam,
  readLogHeader,
  writeAttachments,
  writeDbmsParam,
  type Attachment,
  type LogHeaderExpectations,
} from '../src/index';
import { LogBuilder } from './support/log-builder';

const header = (log: LogBuilder): Uint8Array => log.bytes.subarray(0, 4096);

function errorOf(log: LogBuilder, expectations: LogHeaderExpectations = {}): string {
  const verdict = checkLogHeader(header(log), expectations);
  return verdict.state === 'bad' ? verdict.error : 'good';
}

const attachment: Attachment = {
  dbid: 1,
  flags: 0x20,
  dbtime: 0x1234n,
  objidLast: 11,
  cpgDatabaseSizeMax: 0,
  lgposAttach: { lGeneration: 1, isec: 1, ib: 616 },
  lgposConsistent: { lGeneration: 0, isec: 0, ib: 0 },
  signDb: { random: 99, time: { low: 1, high: 0x7a00 }, computerName: '' },
  path: 'C:\\data\\größe.edb',
};

describe('log header (20 §3)', () => {
  it('reads the fields at their places', () => {
    const log = new LogBuilder(0x5c, 16).header({ 44: 629754882, 653: 0xf2360844, 657: 0x45b445b4, 640: 0 });
    const h = readLogHeader(header(log));
    expect(h).toMatchObject({ lGeneration: 0x5c, cbSec: 4096, csecHeader: 1, csecLGFile: 16, filetype: 3 });
    expect(formatLogVersion(h)).toBe('8.4000.130.280');
    expect(h.signLog.random).toBe(629754882);
    expect(h.checksumPrevLogAllSegments).toBe(0x45b445b4f2360844n);
    expect(logPageSize(h)).toBe(4096);
  });

  it('is good when everything fits', () => {
    expect(errorOf(new LogBuilder(), { fileSize: 12 * 4096, pageSize: 4096 })).toBe('good');
  });

  it.for([
    ['JET_errLogFileCorrupt', (log: LogBuilder) => log.flipBit(0, 500)],
    ['JET_errFileInvalidType', (log: LogBuilder) => log.header({ 667: 4 })],
    ['JET_errBadLogVersion', (log: LogBuilder) => log.header({ 40: 131 })],
    ['JET_errBadLogVersion', (log: LogBuilder) => log.header({ 32: 9 })],
    ['JET_errLogFileCorrupt', (log: LogBuilder) => log.header({ 8: 0x00010200 })],
    ['good', (log: LogBuilder) => log.header({ 667: 0 })],
    ['good', (log: LogBuilder) => log.header({ 648: 9999 })],
  ] as const)('%s', ([error, damage]) => expect(errorOf(damage(new LogBuilder()))).toBe(error));

  it.for([
    ['JET_errDatabase500Format', { 24: 4, 28: 909, 32: 0 }],
    ['JET_errDatabase500Format', { 24: 4, 28: 995, 32: 0 }],
    ['JET_errDatabase400Format', { 20: 443, 24: 0, 28: 0 }],
    ['JET_errDatabase200Format', { 44: 0, 48: 0x0ca0001 }],
  ] as const)('%s for an older format', ([error, words]) => {
    expect(errorOf(new LogBuilder().header(words).flipBit(0, 3000))).toBe(error);
  });

  it('compares with signature, page size and file size, in this order', () => {
    const signLog: Signature = { random: 1, time: { low: 0, high: 0 }, computerName: '' };
    const log = new LogBuilder();
    expect(errorOf(log, { signLog, pageSize: 8192, fileSize: 1 })).toBe('JET_errBadLogSignature');
    expect(errorOf(log, { pageSize: 8192, fileSize: 1 })).toBe('JET_errPageSizeMismatch');
    expect(errorOf(log, { fileSize: 11 * 4096 })).toBe('JET_errLogFileSizeMismatch');
    expect(errorOf(log, { fileSize: 13 * 4096 })).toBe('JET_errLogFileSizeMismatch');
  });
});

describe('versions (20 §4)', () => {
  const v = (ulMajor: number, ulMinor: number, ulUpdateMajor: number, ulUpdateMinor = 0) => ({
    ulMajor,
    ulMinor,
    ulUpdateMajor,
    ulUpdateMinor,
  });

  it('compares from left to right', () => {
    expect(compareLogVersions(v(8, 4000, 4, 4), v(8, 4000, 5, 0))).toBeLessThan(0);
    expect(compareLogVersions(v(8, 4000, 4, 4), v(8, 4000, 4, 3))).toBeGreaterThan(0);
    expect(compareLogVersions(v(7, 3704, 17), v(7, 3704, 17))).toBe(0);
  });

  it('accepts both layouts', () => {
    expect(acceptedLogLayout(v(8, 4000, 130, 999), 32768)).toBe('segments');
    expect(acceptedLogLayout(v(8, 4000, 131), 4096)).toBeUndefined();
    expect(acceptedLogLayout(v(7, 3704, 6), 4096)).toBe('legacy');
    expect(acceptedLogLayout(v(7, 3704, 13), 16384)).toBeUndefined();
    expect(acceptedLogLayout(v(7, 3704, 14), 16384)).toBe('legacy');
    expect(acceptedLogLayout(v(7, 3703, 0), 4096)).toBeUndefined();
  });
});

describe('DBMS_PARAM and attachment list', () => {
  it('round-trips DBMS_PARAM in 567 bytes', () => {
    const param = {
      szSysPath: 'E:\\w\\',
      szLogPath: 'E:\\log\\',
      fDBMSPARAMFlags: 1,
      lSessionsMax: 16,
      lOpenTablesMax: 300,
      lVerPagesMax: 1024,
      lCursorsMax: 1025,
      lLogBuffers: 126,
      lcsecLGFile: 17,
      ulCacheSizeMax: 2_000_000_000,
    };
    const bytes = new Uint8Array(dbmsParamSize + 2).fill(0xee);
    writeDbmsParam(bytes, 1, param);
    expect(readDbmsParam(bytes, 1)).toEqual(param);
    expect([bytes[0], bytes.at(-1), bytes[523], bytes[1 + 523]]).toEqual([0xee, 0xee, 1, 16]);
  });

  it('round-trips attachments, 8-bit and UTF-16', () => {
    const list = [attachment, { ...attachment, dbid: 2, flags: 0, path: 'D:\\b.edb' }];
    const area = new Uint8Array(2048);
    expect(writeAttachments(area, list)).toBe(true);
    expect(readAttachments(area)).toEqual({ attachments: list, isIntact: true });
    expect([area[0], area[1], area[2]]).toEqual([1, 0x20, 2 * (attachment.path.length + 1)]);
  });

  it('never reads over the end of the list', () => {
    const area = new Uint8Array(2048);
    writeAttachments(area, [attachment]);
    new DataView(area.buffer).setUint16(2, 2000, true);
    expect(readAttachments(area)).toEqual({ attachments: [], isIntact: false });
    expect(readAttachments(area.fill(1))).toMatchObject({ isIntact: false });
    expect(readAttachments(new Uint8Array(40).fill(1)).isIntact).toBe(false);
  });

  it('refuses a list that does not fit', () => {
    const area = new Uint8Array(2048);
    expect(
      writeAttachments(
        area,
        Array.from({ length: 30 }, () => attachment),
      ),
    ).toBe(false);
    expect(area.every((byte) => byte === 0)).toBe(true);
  });
});
