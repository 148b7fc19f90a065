import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { seedForRun, temporaryFolder } from '@esekit/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryFileSystem, type FileSystem } from '../../src/index';
import { createNodeFileSystem } from '../../src/node/index';

/**
 * Random reads, writes and truncations against the simplest model of a file, an array of bytes that is
 * copied at every change. Sizes reach beyond two blocks of the memory file.
 */

const seed = seedForRun('file model');
const reach = 150_000;

type Step =
  | { readonly kind: 'write'; readonly position: number; readonly size: number; readonly fill: number }
  | { readonly kind: 'read'; readonly position: number; readonly size: number }
  | { readonly kind: 'truncate'; readonly size: number };

const anyPosition = fc.oneof(fc.nat(reach), fc.constantFrom(0, 65_535, 65_536, 131_072));
const anySize = fc.oneof(fc.nat(300), fc.nat(70_000));
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    position: anyPosition,
    size: anySize,
    fill: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('read' as const), position: anyPosition, size: anySize }),
  fc.record({ kind: fc.constant('truncate' as const), size: anyPosition }),
);

function resized(model: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(size);
  next.set(model.subarray(0, size));
  return next;
}

function follow(fs: FileSystem, path: string, steps: readonly Step[]): void {
  const file = fs.openSync(path, 'createNew');
  let model = new Uint8Array(0);
  for (const step of steps) {
    if (step.kind === 'truncate') {
      file.truncateSync(step.size);
      model = resized(model, step.size);
    } else if (step.kind === 'write') {
      file.writeSync(new Uint8Array(step.size).fill(step.fill), step.position);
      if (step.size > 0) model = resized(model, Math.max(model.length, step.position + step.size));
      model.fill(step.fill, step.position, step.position + step.size);
    } else {
      const target = new Uint8Array(step.size);
      const expected = model.subarray(step.position, step.position + step.size);
      expect(file.readSync(target, step.position)).toBe(expected.length);
      expect(sameBytes(target.subarray(0, expected.length), expected)).toBe(true);
    }
    expect(file.sizeSync()).toBe(model.length);
  }
  const content = new Uint8Array(model.length);
  file.readSync(content, 0);
  expect(sameBytes(content, model)).toBe(true);
  file.closeSync();
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

describe('a file behaves like an array of bytes', () => {
  const folder = temporaryFolder();
  const places: Record<string, () => { fs: FileSystem; path: string }> = {
    'in memory': () => ({ fs: createMemoryFileSystem(), path: 'a' }),
    'on disk': () => ({ fs: createNodeFileSystem(), path: join(mkdtempSync(join(folder, 'run-')), 'a') }),
  };

  test.each(Object.entries(places))('%s', (_name, place) => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 12 }), (steps) => {
        const { fs, path } = place();
        follow(fs, path, steps);
      }),
      { seed, numRuns: 60 },
    );
  });
});
