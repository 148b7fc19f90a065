import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  equalLogTimes,
  formatLogTime,
  isLogTimeSet,
  logTimeFromDate,
  logTimeNone,
  logTimeParts,
  logTimeSize,
  readLogTime,
  writeLogTime,
  type LogTime,
} from '../../src/index';
import { anyLogTime } from './arbitraries';
import { hexBytes, viewOf, written } from './bytes';

const seed = seedForRun('log-time');

const timeOf = (hex: string): LogTime => readLogTime(viewOf(hexBytes(hex)), 0);

describe('on disk', () => {
  test('the example of the format document', () => {
    const time = timeOf('04 1e 10 11 08 7a c1 06');
    expect(formatLogTime(time)).toBe('2022-08-17T16:30:04.480Z');
    expect(logTimeParts(time)).toEqual({
      seconds: 4,
      minutes: 30,
      hours: 16,
      day: 17,
      month: 8,
      year: 2022,
      milliseconds: 480,
      isUtc: true,
      isOSSnapshot: false,
    });
  });

  test('a local time has no zone in its text', () => {
    const time = timeOf('3b 00 17 1f 0c 6d 00 00');
    expect(logTimeParts(time).isUtc).toBe(false);
    expect(formatLogTime(time)).toBe('2009-12-31T23:00:59.000');
  });

  test('the mark of a snapshot is apart from the milliseconds', () => {
    const parts = logTimeParts(timeOf('04 1e 10 11 08 7a c1 07'));
    expect(parts.isOSSnapshot).toBe(true);
    expect(parts.milliseconds).toBe(480);
  });

  test('unused bits are ignored on reading, kept on writing, and part of equality', () => {
    const clean = timeOf('04 1e 10 11 08 7a c1 06');
    const garbage = timeOf('04 1e 10 11 08 7a c1 f6');
    expect(logTimeParts(garbage)).toEqual(logTimeParts(clean));
    expect(equalLogTimes(garbage, clean)).toBe(false);
    expect(written(logTimeSize, (view) => writeLogTime(view, 0, garbage))).toEqual(
      hexBytes('04 1e 10 11 08 7a c1 f6'),
    );
  });

  test('any 8 bytes survive', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: logTimeSize, maxLength: logTimeSize }), (bytes) => {
        const time = readLogTime(viewOf(bytes), 0);
        expect(written(logTimeSize, (view) => writeLogTime(view, 0, time))).toEqual(Uint8Array.from(bytes));
      }),
      { seed },
    );
  });
});

describe('not set', () => {
  test('is all zero', () => {
    expect(isLogTimeSet(logTimeNone)).toBe(false);
    expect(formatLogTime(logTimeNone)).toBeNull();
  });

  test('is decided by the year alone', () => {
    expect(isLogTimeSet(timeOf('04 1e 10 11 08 00 c1 06'))).toBe(false);
    expect(isLogTimeSet(timeOf('00 00 00 00 00 01 00 00'))).toBe(true);
  });
});

describe('equality', () => {
  test('is that of both words', () => {
    fc.assert(
      fc.property(anyLogTime, anyLogTime, (a, b) => {
        expect(equalLogTimes(a, { ...a })).toBe(true);
        expect(equalLogTimes(a, b)).toBe(a.low === b.low && a.high === b.high);
      }),
      { seed },
    );
  });
});

describe('from a date', () => {
  test('gives the example back', () => {
    const time = logTimeFromDate(new Date('2022-08-17T16:30:04.480Z'));
    expect(written(logTimeSize, (view) => writeLogTime(view, 0, time))).toEqual(
      hexBytes('04 1e 10 11 08 7a c1 06'),
    );
  });

  test('every date from 1901 to 2155 survives to the millisecond', () => {
    const dates = fc.date({
      min: new Date('1901-01-01T00:00:00.000Z'),
      max: new Date('2155-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const time = logTimeFromDate(date);
        expect(formatLogTime(time)).toBe(date.toISOString());
        expect(logTimeParts(time)).toMatchObject({ isUtc: true, isOSSnapshot: false });
      }),
      { seed },
    );
  });
});
