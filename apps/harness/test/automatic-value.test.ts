import { describe, expect, it } from 'vitest';
import { automaticWord, type AutomaticColumn } from '../src/values/automatic-value';
import type { ColumnType } from '../src/values/column-type';

const column = (type: ColumnType, columnid: number, cp = 0, cbMax = 0): AutomaticColumn => ({
  columnid,
  type,
  cp,
  cbMax,
  isNotNull: false,
});

// The vectors of the scenario language, §2.2.
describe('automatic values', () => {
  it.each([
    [column('Long', 1), 5, 7, '-111733339'],
    [column('Long', 2), 5, 7, '-904188531'],
    [column('Bit', 3), 1, 1, null],
    [column('Short', 4), 12, 1, '23421'],
    [column('LongLong', 5), 3, 9, '-5679884843393'],
    [column('Text', 128, 1252, 80), 5, 7, 'text:50:5228770'],
    [column('Text', 129, 1200), 5, 7, 'text:18:2071578'],
    [column('IEEEDouble', 6), 2, 2, '9961.12'],
    [column('LongBinary', 256), 11, 3, 'gen:144:7891544'],
  ])('%o, i %i, seed %i', (of, i, seed, word) => {
    expect(automaticWord(of, i, seed)).toBe(word);
  });

  it('never leaves a NOT NULL column without a value', () => {
    expect(automaticWord({ ...column('Bit', 3), isNotNull: true }, 1, 1)).toMatch(/^[01]$/);
  });
});
