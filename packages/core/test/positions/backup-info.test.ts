import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backupInfoNone,
  backupInfoSize,
  backupInfoTypes,
  logTimeFromDate,
  readBackupInfo,
  writeBackupInfo,
  type BackupInfo,
} from '../../src/index';
import { anyBackupInfo } from './arbitraries';
import { hexBytes, viewOf, written } from './bytes';

const seed = seedForRun('backup-info');

const bytesOf = (info: BackupInfo): Uint8Array =>
  written(backupInfoSize, (view) => writeBackupInfo(view, 0, info));

describe('on disk', () => {
  test('is position, time, first and last generation', () => {
    const info: BackupInfo = {
      lgposMark: { ib: 0x268, isec: 0x14, lGeneration: 9 },
      logtimeMark: logTimeFromDate(new Date('2022-08-17T16:30:04.480Z')),
      genLow: 7,
      genHigh: 0x80000001,
    };
    const bytes = hexBytes('68 02 14 00 09 00 00 00 04 1e 10 11 08 7a c1 06 07 00 00 00 01 00 00 80');
    expect(bytesOf(info)).toEqual(bytes);
    expect(readBackupInfo(viewOf(bytes), 0)).toEqual(info);
  });

  test('none is all zero', () => {
    expect(bytesOf(backupInfoNone)).toEqual(new Uint8Array(backupInfoSize));
    expect(readBackupInfo(viewOf(new Uint8Array(backupInfoSize)), 0)).toEqual(backupInfoNone);
  });

  test('every value survives', () => {
    fc.assert(
      fc.property(anyBackupInfo, (info) => {
        expect(readBackupInfo(viewOf(bytesOf(info)), 0)).toEqual(info);
      }),
      { seed },
    );
  });

  test('any 24 bytes survive', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: backupInfoSize, maxLength: backupInfoSize }), (bytes) => {
        expect(bytesOf(readBackupInfo(viewOf(bytes), 0))).toEqual(Uint8Array.from(bytes));
      }),
      { seed },
    );
  });
});

test('the types stand at their stored numbers', () => {
  expect(backupInfoTypes).toEqual(['normal', 'osSnapshot', 'snapshot', 'surrogate']);
});
