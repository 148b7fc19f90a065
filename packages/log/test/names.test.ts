import { describe, expect, it } from 'vitest';
import { generationDigits, logFileName, parseLogFileName, sameBaseName } from '../src/index';

describe('names of log files (20 §2)', () => {
  it.for([
    ['edb.log', { kind: 'current', base: 'edb', extension: 'log' }],
    ['V01.JTX', { kind: 'current', base: 'V01', extension: 'jtx' }],
    ['edb0000A.log', { kind: 'archived', base: 'edb', generation: 10, digits: 5 }],
    ['j501E2E4.log', { kind: 'archived', base: 'j50', generation: 0x1e2e4, digits: 5 }],
    ['edb0000000a.jtx', { kind: 'archived', generation: 10, digits: 8, extension: 'jtx' }],
    ['SRUtmp.log', { kind: 'temporary', base: 'SRU' }],
    ['SRUres00002.jrs', { kind: 'reserve', base: 'SRU', index: 2 }],
    ['res1.log', { kind: 'oldReserve', index: 1 }],
    ['RES2.LOG', { kind: 'oldReserve', index: 2 }],
    ['edb.chk', { kind: 'checkpoint', extension: 'chk' }],
    ['edb.jcp', { kind: 'checkpoint', extension: 'jcp' }],
  ] as const)('%s', ([name, parts]) => expect(parseLogFileName(name)).toMatchObject(parts));

  it.for(['log', 'a.edb', 'edb000A.log', 'edb00000A.log', 'edb0000G.log', 'edb00000.log', 'edbFFFFFFFF.log'])(
    '%s is none',
    (name) => expect(parseLogFileName(name)).toBeUndefined(),
  );

  it('uses five digits up to generation 0xFFFFF and eight above', () => {
    expect(logFileName({ base: 'edb', generation: 10, digits: 5 })).toBe('edb0000A.log');
    expect(logFileName({ base: 'edb', generation: 0xfffff, digits: 5 })).toBe('edbFFFFF.log');
    expect(logFileName({ base: 'edb', generation: 0x100000, digits: 5 })).toBe('edb00100000.log');
    expect(logFileName({ base: 'edb', generation: 10, extension: 'jtx' })).toBe('edb0000000A.jtx');
    expect(logFileName({ base: 'edb' })).toBe('edb.log');
    expect(() => logFileName({ base: 'edbx' })).toThrow(RangeError);
    expect(() => logFileName({ base: 'edb', generation: 0 })).toThrow(RangeError);
  });

  it('finds out the digits by looking at the archived names', () => {
    const digits = (...names: string[]): unknown =>
      generationDigits(names.flatMap((name) => parseLogFileName(name) ?? []));
    expect(digits('edb.log', 'edb.chk')).toBeUndefined();
    expect(digits('edb00000001.log')).toBe(8);
    expect(digits('edb00100000.log', 'edbFFFFF.log')).toBe(5);
    expect(sameBaseName('SRU', 'sru')).toBe(true);
  });
});
