import { describe, expect, test, vi } from 'vitest';
import { JetError } from '../../src/index';

describe('JetError', () => {
  test('carries number, name and what was being done', () => {
    const error = new JetError('JET_errFileNotFound', 'open a.edb');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: -1811, name: 'JET_errFileNotFound', message: 'open a.edb' });
    expect(error.hint).toBeUndefined();
  });

  test('reads like the command line writes it', () => {
    expect(String(new JetError('JET_errReadVerifyFailure', 'page 7'))).toBe(
      'JET_errReadVerifyFailure (-1018): page 7',
    );
  });

  test('keeps its cause, and has none when none is given', () => {
    const cause = new Error('below');
    expect(new JetError('JET_errDiskIO', 'read', { cause }).cause).toBe(cause);
    expect('cause' in new JetError('JET_errDiskIO', 'read')).toBe(false);
  });

  test('keeps its hint', () => {
    expect(new JetError('JET_errDiskFull', 'write', { hint: 'Make room.' }).hint).toBe('Make room.');
  });

  test('does not show its marker to those who list or print it', () => {
    const error = new JetError('JET_errDiskIO', 'read');
    expect(Object.keys(error).sort()).toEqual(['code', 'hint', 'name']);
    expect(JSON.parse(JSON.stringify(error))).toEqual({ code: -1022, name: 'JET_errDiskIO' });
  });
});

describe('isInstance', () => {
  test('knows the errors of another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../../src/errors/jet-error');
    const theirs = new copy.JetError('JET_errDiskIO', 'read');
    expect(copy.JetError).not.toBe(JetError);
    expect(theirs).not.toBeInstanceOf(JetError);
    expect(JetError.isInstance(theirs)).toBe(true);
    expect(copy.JetError.isInstance(new JetError('JET_errDiskIO', 'read'))).toBe(true);
  });

  test.each([
    undefined,
    null,
    'JET_errDiskIO',
    -1022,
    new Error('JET_errDiskIO'),
    { code: -1022, name: 'JET_errDiskIO', message: '' },
  ])('is false for %s', (value) => {
    expect(JetError.isInstance(value)).toBe(false);
  });
});
