import * as fc from 'fast-check';
import type { BackupInfo, Lgpos, LogTime, Signature } from '../../src/index';

/** Values of the on-disk structures, any that their bytes can hold. */

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const u16 = fc.integer({ min: 0, max: 0xffff });

export const anyLgpos: fc.Arbitrary<Lgpos> = fc.record({
  ib: u16,
  isec: u16,
  lGeneration: fc.integer({ min: 0, max: 0x7fffffff }),
});

export const anyLogTime: fc.Arbitrary<LogTime> = fc.record({ low: u32, high: u32 });

export const anySignature: fc.Arbitrary<Signature> = fc.record({
  random: u32,
  time: anyLogTime,
  computerName: fc
    .array(fc.integer({ min: 1, max: 0xff }), { maxLength: 16 })
    .map((codes) => String.fromCharCode(...codes)),
});

export const anyBackupInfo: fc.Arbitrary<BackupInfo> = fc.record({
  lgposMark: anyLgpos,
  logtimeMark: anyLogTime,
  genLow: u32,
  genHigh: u32,
});
