import { beforeEach, describe, expect, it } from 'vitest';
import {
  JET_param,
  JetGetErrorInfo,
  JetGetSystemParameter,
  JetSetSystemParameter,
  type JET_ERRINFOBASIC,
} from '../src';
import { machine, nameOf, read, set } from './support/memory-platform';

beforeEach(() => {
  machine();
});

describe('JET_paramConfiguration (32 §5.4)', () => {
  it('0 is the preset of little memory, and no circular log', () => {
    set(null, { CircularLog: 1, Configuration: 0 });
    expect(read(JET_param.Configuration)).toBe(0);
    expect(read(JET_param.LogFileSize)).toBe(64);
    expect(read(JET_param.MaxSessions)).toBe(30000);
    expect(read(JET_param.CircularLog)).toBe(0);
    expect(read(JET_param.CacheSizeMax)).toBe(16);
  });

  it('others are stored with the bit of the reset', () => {
    set(null, { LogFileSize: 256, Configuration: 2 });
    expect(read(JET_param.Configuration)).toBe(3);
    expect(read(JET_param.LogFileSize)).toBe(5120);
    expect(read(JET_param.MaxCursors)).toBe(2147483647);
  });

  it('presets act one after the other', () => {
    set(null, { Configuration: 0x4 + 0x8 + 0x100 });
    expect([read(JET_param.LogFileSize), read(JET_param.CheckpointDepthMax)]).toEqual([512, 4194304]);
    expect([read(JET_param.CircularLog), read(JET_param.EventLoggingLevel)]).toEqual([1, 0]);
  });

  it('doubles a log of 64 KiB for the largest pages', () => {
    set(null, { DatabasePageSize: 32768 });
    set(null, { Configuration: 0x4 });
    expect(read(JET_param.LogFileSize)).toBe(128);
  });

  it('is refused out of range', async () => {
    expect(await nameOf(() => set(null, { Configuration: 0x800 }))).toBe('JET_errInvalidParameter');
  });
});

describe('JetGetSystemParameter (32 §5.2)', () => {
  const get = (...args: Parameters<typeof JetGetSystemParameter>): Promise<string> =>
    nameOf(() => JetGetSystemParameter(...args));

  it('needs a place for the value', async () => {
    expect(await get(0, null, JET_param.LogFileSize, null, { value: '' })).toBe('JET_errInvalidParameter');
    expect(await get(0, null, JET_param.BaseName, { value: 0 }, null)).toBe('JET_errInvalidParameter');
    expect(await get(0, null, JET_param.BaseName, null, { value: '' }, 1)).toBe('JET_errInvalidParameter');
  });

  it('cuts a text that does not fit', async () => {
    const text = { value: '' };
    expect(await get(0, null, JET_param.BaseName, null, text, 6)).toBe('JET_errBufferTooSmall');
    expect(text.value).toBe('ed');
    expect(await get(0, null, JET_param.BaseName, null, text, 8)).toBe('JET_errSuccess');
    expect(text.value).toBe('edb');
  });

  it('puts errors into words', async () => {
    const text = { value: '' };
    await get(0, null, JET_param.ErrorToString, { value: -1018 }, text);
    expect(text.value).toMatch(/^JET_errReadVerifyFailure, /);
    await get(0, null, JET_param.ErrorToString, { value: 12345 }, text);
    expect(text.value).toBe('Unknown Error, Unknown Error');
  });

  it('does not know what an instance would have to run for', async () => {
    for (const id of [JET_param.TransactionLevel, JET_param.RecoveryCurrentLogfile]) {
      expect(await get(0, null, id, { value: 0 }, null)).toBe('JET_errInvalidParameter');
    }
  });

  it('writes the largest number of the platform as -1', async () => {
    expect(read(JET_param.PageReadAheadMax)).toBe(-1);
    expect(await nameOf(() => JetSetSystemParameter(null, null, JET_param.CacheSizeMax, -1, null))).toBe(
      'JET_errSuccess',
    );
    expect(read(JET_param.CacheSizeMax)).toBe(-1);
  });
});

describe('JetGetErrorInfo (33 §2)', () => {
  it.each([
    [-1018, 10, [1, 9, 10, 0, 0, 0, 0, 0]],
    [-1808, 8, [1, 2, 5, 8, 0, 0, 0, 0]],
  ])('of %s', (errValue, errcatMostSpecific, rgCategoricalHierarchy) => {
    const out: { value: JET_ERRINFOBASIC | null } = { value: null };
    JetGetErrorInfo({ value: errValue }, out, 152, 1, 0);
    expect(out.value).toEqual({ errValue, errcatMostSpecific, rgCategoricalHierarchy });
  });

  it('refuses what it does not know', async () => {
    const out = { value: null };
    const get = (code: number, cbMax = 152, level = 1, grbit = 0): Promise<string> =>
      nameOf(() => JetGetErrorInfo({ value: code }, out, cbMax, level, grbit));
    expect(await get(12345)).toBe('JET_errInvalidParameter');
    expect(await get(-1018, 152, 2)).toBe('JET_errInvalidParameter');
    expect(await get(-1018, 152, 1, 1)).toBe('JET_errInvalidParameter');
    expect(await get(-1018, 8)).toBe('JET_errInvalidBufferSize');
    expect(await nameOf(() => JetGetErrorInfo(null, out, 152, 1, 0))).toBe('JET_errInvalidParameter');
  });
});
