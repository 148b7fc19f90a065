import { describe, expect, it } from 'vitest';
import { checkFlushType, flushTypeForWrite, flushTypes, nextFlushType } from '../../src/page/flush-type';

describe('flush types', () => {
  it('go round without coming back to unknown', () => {
    expect([0, 1, 2, 3].map((seed) => nextFlushType(seed))).toEqual([1, 2, 3, 1]);
    expect(flushTypes).toEqual(['unknown', 'rock', 'paper', 'scissors']);
  });

  it.each([
    // map, page, logged, recoverable map: what is written
    [0, 0, false, false, 1],
    [0, 2, false, false, 3],
    [3, 2, false, false, 1],
    [1, 0, true, true, 2],
    [0, 3, true, true, 1],
    [2, 1, false, true, 2],
    [0, 3, false, true, 3],
    [0, 0, false, true, 0],
  ])(
    'map %i, page %i, logged %s, recoverable %s: %i',
    (mapType, pageType, isLogged, isMapRecoverable, type) => {
      expect(flushTypeForWrite({ mapType, pageType, isLogged, isMapRecoverable })).toBe(type);
    },
  );

  it('find a lost write on reading', () => {
    const lost = 'JET_errReadLostFlushVerifyFailure';
    for (let map = 0; map < 4; map++) {
      for (let page = 0; page < 4; page++) {
        const expected = map === 0 || page === 0 || page === map ? 'ok' : lost;
        expect(checkFlushType(map, page, false), `map ${map}, page ${page}`).toBe(expected);
      }
      expect(checkFlushType(map, 0, true)).toBe(map === 0 ? 'ok' : lost);
    }
  });
});
