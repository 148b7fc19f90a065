import { posix } from 'node:path';
import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JetError } from '../../src/index';
import { baseNameOf, directoryNameOf, joinPath, nameLengthMost, pathSegments } from '../../src/memory/paths';

const seed = seedForRun('memory paths');

const anyName = fc.stringMatching(/^[a-c.]{1,4}$/).filter((name) => !/^\.+$/.test(name));
const anyPath = fc
  .tuple(fc.boolean(), fc.array(anyName, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([isAbsolute, names, hasSlash]) => `${isAbsolute ? '/' : ''}${names.join('/')}${hasSlash ? '/' : ''}`);

describe('like POSIX', () => {
  test('join, baseName and directoryName', () => {
    fc.assert(
      fc.property(anyPath, anyName, (path, name) => {
        expect(joinPath(path, name)).toBe(posix.join(path, name));
        expect(baseNameOf(path)).toBe(posix.basename(path));
        expect(directoryNameOf(path)).toBe(posix.dirname(path));
      }),
      { seed },
    );
  });

  test.each(['', '.', '/', '//', 'a', '/a', 'a/', '/a/', 'a/b//'])(
    'baseName and directoryName of %j',
    (path) => {
      expect(baseNameOf(path)).toBe(posix.basename(path));
      expect(directoryNameOf(path)).toBe(posix.dirname(path));
    },
  );

  test('join takes the root for what is above it', () => {
    expect(joinPath('.', 'a')).toBe('a');
    expect(joinPath('/', 'a')).toBe('/a');
    expect(joinPath('a', '..')).toBe('.');
    expect(joinPath('a', '../../b')).toBe('b');
  });
});

describe('segments', () => {
  test.each([
    ['.', []],
    ['/', []],
    ['./a//b/.', ['a', 'b']],
    ['/a/b', ['a', 'b']],
    ['a/../b', ['b']],
    ['../a', ['a']],
  ])('%j names %j', (path, segments) => {
    expect(pathSegments(path)).toEqual(segments);
  });

  test.each(['', 'a\0', 'a/'.repeat(3) + 'x'.repeat(nameLengthMost + 1)])('%j is no path', (path) => {
    expect(() => pathSegments(path)).toThrow(JetError);
  });

  test('the longest name is allowed', () => {
    expect(pathSegments('x'.repeat(nameLengthMost))).toHaveLength(1);
  });
});
