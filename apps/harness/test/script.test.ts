import { describe, expect, it } from 'vitest';
import { Arguments } from '../src/script/arguments';
import { integerOf, leadingInteger } from '../src/script/numbers';
import { parseScript, wordsOfRun } from '../src/script/script-line';
import { wordsOf } from '../src/script/words';
import { encodeValue } from '../src/values/encode-value';
import { hexOf } from '../src/values/literal';

describe('lines', () => {
  it('counts all lines, and skips empty ones and comments', () => {
    const script = parseScript('a 1\r\n\n  # no\n\tb\nexpect:-1603 move T next\nrepeat 3 ins id=$i\n');
    expect(script).toEqual([
      { line: 1, repeat: undefined, words: ['a', '1'] },
      { line: 4, repeat: undefined, words: ['b'] },
      { line: 5, repeat: undefined, words: ['move', 'T', 'next'] },
      { line: 6, repeat: 3, words: ['ins', 'id=$i'] },
    ]);
    expect(wordsOfRun(['id=$i', "t='$i$i'"], 2)).toEqual(['id=2', "t='22'"]);
  });

  it('keeps white space inside quotes', () => {
    expect(wordsOf("ins T t='a b' u='' v='x")).toEqual(['ins', 'T', "t='a b'", "u=''", "v='x"]);
  });
});

describe('numbers', () => {
  it('are decimal, hexadecimal or octal', () => {
    expect([integerOf('12'), integerOf('0x1F'), integerOf('010'), integerOf('-7')]).toEqual([12, 31, 8, -7]);
    expect(leadingInteger('-9223372036854775808')).toBe(-9223372036854775808n);
    expect(leadingInteger('12abc')).toBe(12n);
    expect(leadingInteger('abc')).toBe(0n);
    expect(() => integerOf('12abc')).toThrow('12abc is not a number');
  });
});

describe('arguments', () => {
  it('are told from options and flags wherever those stand', () => {
    const rest = new Arguments(['T', '1', 'mode=ge', '|', 'back', 'x=1', 'as', 'H', '2'], {
      options: ['mode', 'as'],
      flags: ['back'],
    });
    expect(rest.take('table')).toBe('T');
    expect(rest.restToBar()).toEqual(['1']);
    expect(rest.rest()).toEqual(['x=1', '2']);
    expect(rest.option('mode')).toBe('ge');
    expect(rest.option('as')).toBe('H');
    expect(rest.has('back')).toBe(true);
    expect(() => rest.take('index')).toThrow('index is missing');
  });

  it('put flags and a numeric grbit together', () => {
    const rest = new Arguments(['grbit=0x80000000', 'fixed'], {
      options: ['grbit'],
      flags: ['fixed', 'tagged'],
    });
    expect(rest.grbit({ fixed: 1, tagged: 2 })).toBe(0x80000001);
  });
});

describe('values', () => {
  it.each([
    ['5', { type: 'Long', cp: 0 }, '05000000'],
    ['-1', { type: 'Currency', cp: 0 }, 'ffffffffffffffff'],
    ['2', { type: 'Bit', cp: 0 }, 'ff'],
    ['1.5', { type: 'IEEESingle', cp: 0 }, '0000c03f'],
    ['-2', { type: 'DateTime', cp: 0 }, '00000000000000c0'],
    ["'a b'", { type: 'Text', cp: 1252 }, '612062'],
    ["''", { type: 'Text', cp: 1252 }, ''],
    ['é', { type: 'Text', cp: 1252 }, 'c3a9'],
    ['ab', { type: 'LongText', cp: 1200 }, '61006200'],
    ['text:2:1', { type: 'Text', cp: 1200 }, '49003900'],
    ['gen:2:1', { type: 'Text', cp: 1200 }, 'd06c'],
    ['rep:3:', { type: 'Binary', cp: 0 }, '787878'],
    ['rep:2:q', { type: 'Binary', cp: 0 }, '7171'],
    ['zero:3', { type: 'LongBinary', cp: 0 }, '000000'],
    ['x:0A', { type: 'Long', cp: 0 }, '0a'],
    ['gen:3:1', { type: 'GUID', cp: 0 }, 'd06c0000000000000000000000000000'],
    ['empty', { type: 'Long', cp: 0 }, ''],
  ] as const)('%s', (word, column, hex) => {
    expect(hexOf(encodeValue(word, column)!)).toBe(hex);
  });

  it('are NULL when they say so', () => {
    expect(encodeValue('null', { type: 'Long', cp: 0 })).toBeNull();
  });
});
