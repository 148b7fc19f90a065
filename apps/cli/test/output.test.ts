import { logTimeFromDate } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { headerFields } from '../src/output/field-text';
import { jsonValue, printJson } from '../src/output/json';
import { nodeOutput } from '../src/output/node-output';
import { printable } from '../src/output/printable';
import { count, fieldLines, formatBytes, shortened } from '../src/output/text';
import { capture } from './support/run';

const time = logTimeFromDate(new Date('2024-02-29T23:59:59.999Z'));

describe('JSON values', () => {
  it.each([
    [{ lGeneration: 0xab, isec: 0xcd, ib: 0x1ef }, 'ab:cd:1ef'],
    [{ lGeneration: 0, isec: 0, ib: 0 }, '0:0:0'],
    [time, '2024-02-29T23:59:59.999Z'],
    [{ low: 0, high: 0 }, null],
    [{ low: 0xffffffff, high: 0xffffffff }, { raw: 'ffffffffffffffff' }],
    // 30 February
    [{ low: (30 << 24) >>> 0, high: 0x00017c02 }, { raw: '0000001e027c0100' }],
    [9007199254740991n, 9007199254740991],
    [9007199254740992n, '9007199254740992'],
    [-9007199254740992n, '-9007199254740992'],
    [-1n, -1],
    [Uint8Array.of(0, 0xab, 0xff), '00abff'],
    [
      { a: [1n, { b: Uint8Array.of(1) }], c: null, d: undefined },
      { a: [1, { b: '01' }], c: null },
    ],
    ['text', 'text'],
  ])('case %#', (value, expected) => {
    expect(jsonValue(value)).toEqual(expected);
  });

  it('are one line that cannot steer a terminal, and read back as they were', () => {
    const value = { name: 'a\x1b[2J\x9b\u202e\u2028\nb' };
    const out = capture();
    printJson(out, value);
    expect(out.text).toBe('{"name":"a\\u001b[2J\\u009b\\u202e\\u2028\\nb"}\n');
    expect(JSON.parse(out.text)).toEqual(value);
  });
});

describe('text for a person', () => {
  it('sizes', () => {
    expect([0, 1, 1023, 1024, 1536, 1048575, 1048576, 104857600, 2 ** 40, 2 ** 52].map(formatBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '1023 bytes',
      '1.0 KiB',
      '1.5 KiB',
      '1.0 MiB',
      '1.0 MiB',
      '100 MiB',
      '1.0 TiB',
      '4096 TiB',
    ]);
  });

  it('counts', () => {
    expect([0, 1, 1234].map((n) => count(n, 'page'))).toEqual(['0 pages', '1 page', '1,234 pages']);
  });

  it('fields', () => {
    expect(fieldLines([])).toBe('');
    expect(
      fieldLines([
        ['a', '1'],
        ['long', ''],
      ]),
    ).toBe('  a     1\n  long');
  });

  it('lists of 20 are shown, longer ones are cut', () => {
    const lines = Array.from({ length: 1021 }, (_, i) => `page ${i}`);
    expect(shortened(lines.slice(0, 20))).toEqual(lines.slice(0, 20));
    expect(shortened(lines)).toEqual([...lines.slice(0, 20), '… and 1,001 more; --json lists all of them']);
  });

  it('control characters and marks of direction', () => {
    expect(printable('naïve 数 😀')).toBe('naïve 数 😀');
    expect(printable('a\0b\nc\x7f\x9bd\u202ee')).toBe('a\\x00b\\x0ac\\x7f\\x9bd\\u202ee');
  });

  it('header fields', () => {
    const signature = { random: 5, time, computerName: 'DC1' };
    const none = { low: 0, high: 0 };
    const lgpos = { lGeneration: 1, isec: 2, ib: 3 };
    expect(
      headerFields({
        small: 3,
        big: 255n,
        text: '',
        flag: true,
        lgpos,
        unset: { lGeneration: 0, isec: 0, ib: 0 },
        time,
        none,
        noTime: { low: 1, high: 0xff00 },
        signature,
        empty: { random: 0, time: none, computerName: '' },
        backup: { lgposMark: lgpos, logtimeMark: time, genLow: 1, genHigh: 2 },
        list: [],
        nested: { a: [{ b: 1 }] },
      }),
    ).toEqual([
      ['small', '3'],
      ['big', '255 (0xff)'],
      ['text', '-'],
      ['flag', 'true'],
      ['lgpos', '1:2:3'],
      ['unset', '-'],
      ['time', '2024-02-29T23:59:59.999Z'],
      ['none', '-'],
      ['noTime', 'no time: 0100000000ff0000'],
      ['signature', '5 created 2024-02-29T23:59:59.999Z on DC1'],
      ['empty', '-'],
      ['backup', 'generations 1-2, mark 1:2:3 at 2024-02-29T23:59:59.999Z'],
      ['list', '-'],
      ['nested.a[0].b', '1'],
    ]);
  });
});

describe('a stream of the process', () => {
  const noWrite = (): number => 0;

  function stream(isTTY?: boolean) {
    const written: string[] = [];
    let fail: ((error: NodeJS.ErrnoException) => void) | undefined;
    return {
      written,
      isTTY,
      columns: 90,
      fd: 7,
      write: (text: string) => written.push(text),
      on: (_: 'error', listener: (error: NodeJS.ErrnoException) => void) => (fail = listener),
      fail: (code: string) => fail!(Object.assign(new Error(code), { code })),
    };
  }

  it.each([
    [true, {}, true],
    [undefined, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [undefined, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { TERM: 'dumb' }, false],
    [true, { TERM: 'xterm' }, true],
  ])('terminal %s with %j: colours %s', (isTTY, variables, hasColours) => {
    const output = nodeOutput(stream(isTTY), variables, () => {}, noWrite);
    expect(output).toMatchObject({ isTerminal: isTTY === true, hasColours, columns: 90 });
  });

  it('drops what a closed pipe would get, and tells of other failures', () => {
    const failures: string[] = [];
    for (const code of ['EPIPE', 'ENOSPC']) {
      const inner = stream();
      const output = nodeOutput(inner, {}, (error) => failures.push(error.message), noWrite);
      output.write('a');
      inner.fail(code);
      output.write('b');
      expect(inner.written).toEqual(['a']);
    }
    expect(failures).toEqual(['ENOSPC']);
  });

  describe('written to in bytes', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    const failure = (code: string): Error => Object.assign(new Error(`it is ${code}`), { code });

    /** A descriptor that answers each write as told: so many bytes taken, or an error. */
    function descriptor(answers: (number | string)[]) {
      const taken: number[] = [];
      const writeSync = (fd: number, source: Uint8Array, offset: number, length: number): number => {
        expect(fd).toBe(7);
        const answer = answers.shift() ?? length;
        if (typeof answer === 'string') throw failure(answer);
        taken.push(...source.subarray(offset, offset + answer));
        return answer;
      };
      return { taken, writeSync };
    }

    it('writes the rest of what was taken in part, and waits for a full pipe', () => {
      const { taken, writeSync } = descriptor([2, 'EAGAIN', 1, 'EAGAIN', 'EAGAIN']);
      const output = nodeOutput(stream(), {}, () => {}, writeSync);
      output.writeBytes(bytes);
      expect(taken).toEqual([1, 2, 3, 4, 5]);
      expect(output.isClosed).toBe(false);
    });

    it.each(['EPIPE', 'EOF'])('drops what a reader that has gone would get: %s', (code) => {
      const { taken, writeSync } = descriptor([2, code]);
      const output = nodeOutput(stream(), {}, () => {}, writeSync);
      output.writeBytes(bytes);
      output.writeBytes(bytes);
      expect(taken).toEqual([1, 2]);
      expect(output.isClosed).toBe(true);
    });

    it('fails as a disk does', () => {
      const output = nodeOutput(stream(), {}, () => {}, descriptor(['ENOSPC']).writeSync);
      expect(() => output.writeBytes(bytes)).toThrow('writing failed: it is ENOSPC');
    });
  });
});
