import { describe, expect, test } from 'vitest';
import {
  categoryPath,
  errorAliases,
  errorCategories,
  errorInfoByCode,
  errorInfoByName,
  errorTable,
  isInCategory,
  type ErrorInfo,
} from '../../src/index';

/** The numbers of the chain from `Error` down, as JetGetErrorInfoW returns them. */
function hierarchy(code: number): number[] {
  const info = errorInfoByCode(code);
  return categoryPath(info!.category).map((category) => errorCategories[category].value);
}

describe('the table', () => {
  test('has 486 rows with a number and a name each, none twice', () => {
    expect(errorTable).toHaveLength(486);
    expect(new Set(errorTable.map(([code]) => code)).size).toBe(486);
    expect(new Set(errorTable.map(([, name]) => name)).size).toBe(486);
  });

  test('every row is found by number and by name', () => {
    for (const [code, name] of errorTable) {
      expect(errorInfoByCode(code)?.name).toBe(name);
      expect(errorInfoByName(name).code).toBe(code);
    }
  });

  test('every row has a known category, known flags and a meaning', () => {
    for (const [, name, category, flags, meaning] of errorTable) {
      expect(errorCategories, name).toHaveProperty(category);
      expect(flags, name).toMatch(/^B?R?S?o?i?$/);
      expect(meaning.trim(), name).toBe(meaning);
      expect(meaning, name).not.toBe('');
    }
  });

  test('the sign of a number goes with its kind of name', () => {
    for (const [code, name] of errorTable) {
      if (name === 'JET_wrnNyi') continue;
      if (name.startsWith('JET_wrn')) expect(code, name).toBeGreaterThan(0);
      else expect(code, name).toBeLessThanOrEqual(0);
    }
  });

  test('"not implemented" is a warning by name and a failure by number', () => {
    expect(errorInfoByName('JET_wrnNyi').code).toBe(-1);
  });

  test('only one name lacks the prefix', () => {
    const without = errorTable
      .filter(([, name]) => !name.startsWith('JET_'))
      .map(([code, name]) => [code, name]);
    expect(without).toEqual([[-800, 'errBackupAbortByCaller']]);
  });

  test('an unknown number or name is undefined', () => {
    expect(errorInfoByCode(-99999)).toBeUndefined();
    expect(errorInfoByName('JET_errNoSuchThing')).toBeUndefined();
    expect(errorInfoByName('constructor')).toBeUndefined();
  });

  test('flags become facts', () => {
    const cases: [string, Pick<ErrorInfo, 'isObsolete' | 'usedBy'>][] = [
      [
        'JET_errLogWriteFail',
        { isObsolete: false, usedBy: { backup: true, restore: false, recovery: true } },
      ],
      ['JET_errBadPageLink', { isObsolete: false, usedBy: { backup: false, restore: true, recovery: true } }],
      ['JET_errRfsFailure', { isObsolete: true, usedBy: { backup: false, restore: false, recovery: false } }],
    ];
    for (const [name, facts] of cases) expect(errorInfoByName(name), name).toMatchObject(facts);
  });
});

describe('aliases', () => {
  test.each(Object.entries(errorAliases))('%s stands for %s', (alias, name) => {
    expect(errorInfoByName(alias)).toBe(errorInfoByName(name));
    expect(errorTable.map((row) => row[1] as string)).not.toContain(alias);
  });

  test.each([
    ['JET_wrnRecordFoundGreater', 1039],
    ['JET_wrnRecordFoundLess', 1039],
    ['JET_errColumnIllegalNull', -1504],
    ['JET_errDatabaseInconsistent', -550],
    ['JET_errIndexTuplesOneColumnOnly', -1431],
    ['JET_errIndexTuplesTextColumnsOnly', -1433],
    ['JET_errInvalidgrbit', -900],
  ])('%s has number %i', (alias, code) => {
    expect(errorInfoByName(alias)?.code).toBe(code);
  });

  test('two similar spellings are two errors', () => {
    expect(errorInfoByName('JET_errLogFileCorrupt').code).toBe(-501);
    expect(errorInfoByName('JET_errLogCorrupted').code).toBe(-1852);
  });
});

describe('categories', () => {
  test.each([
    { code: -1018, chain: [1, 9, 10] },
    { code: -1808, chain: [1, 2, 5, 8] },
    { code: -1203, chain: [1, 13, 14] },
    { code: -510, chain: [1, 2, 4] },
    { code: -100, chain: [] },
  ])('the chain of $code is $chain', ({ code, chain }) => {
    expect(hierarchy(code)).toEqual(chain);
  });

  test('are numbered 0 to 16, and every parent exists', () => {
    const all = Object.values(errorCategories);
    expect(all.map(({ value }) => value).sort((a, b) => a - b)).toEqual([...Array(17).keys()]);
    for (const { parent } of all) if (parent !== null) expect(errorCategories).toHaveProperty(parent);
  });

  test('an error is in its own category and in all above it', () => {
    const diskFull = errorInfoByName('JET_errDiskFull');
    for (const category of ['Error', 'Operation', 'Resource', 'Disk'] as const) {
      expect(isInCategory(diskFull, category), category).toBe(true);
    }
    for (const category of ['IO', 'Data', 'Unknown', 'Memory'] as const) {
      expect(isInCategory(diskFull, category), category).toBe(false);
    }
  });
});
