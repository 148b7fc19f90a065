import { JetError } from '@esekit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extended } from './support/damage';
import { sampleFile, Scene } from './support/scene';
import { slowFileSystem, type Moment, type Pace } from './support/slow-file-system';

/** Reads and writes that overlap, on a disk that takes its time: what happens when one of them fails. */

const longDatabase = extended(sampleFile('a.edb'), 6 << 20);
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 30));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

async function backupOn(pace: Pace): Promise<{ scene: Scene; moments: Moment[]; error: unknown }> {
  const scene = new Scene({ 'a.edb': longDatabase });
  const moments: Moment[] = [];
  const error = await scene.backup({}, slowFileSystem(scene.disk, pace, moments)).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { scene, moments, error };
}

/** The n-th call of an operation on a file fails, after some time. */
function failing(
  operation: 'read' | 'write',
  path: string,
  n: number,
  takes: number,
  otherTakes: number,
): Pace {
  let calls = 0;
  return (asked, at) => {
    if (at !== path && !at.endsWith('a.edb')) return undefined;
    if (asked !== operation || at !== path || ++calls !== n)
      return { takes: asked === operation ? takes : otherTakes };
    return { takes, fails: new JetError('JET_errDiskIO', `${operation} ${n} of ${path}`) };
  };
}

const paces = [
  { which: 'fast', takes: 0, otherTakes: 15 },
  { which: 'slow', takes: 15, otherTakes: 0 },
];

describe.each(paces)('an operation that is $which fails', ({ takes, otherTakes }) => {
  test.each([1, 2, 3, 4])('write %i', async (n) => {
    const { scene, error } = await backupOn(failing('write', 'set/a.edb', n, takes, otherTakes));
    expect(error).toMatchObject({ name: 'JET_errDiskIO', message: `write ${n} of set/a.edb` });
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test.each([1, 2, 4, 6, 8, 9])('read %i', async (n) => {
    const { scene, error } = await backupOn(failing('read', 'source/a.edb', n, takes, otherTakes));
    expect(error).toMatchObject({ name: 'JET_errDiskIO' });
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test('nothing is closed or removed while something is still written to it', async () => {
    for (let n = 4; n <= 9; n++) {
      const { moments } = await backupOn(failing('read', 'source/a.edb', n, takes, otherTakes));
      const writing = new Map<string, number>();
      for (const { what, path } of moments) {
        const underWay = writing.get(path) ?? 0;
        if (what === 'write begins') writing.set(path, underWay + 1);
        else if (what === 'write ends') writing.set(path, underWay - 1);
        else expect({ what, path, underWay }).toEqual({ what, path, underWay: 0 });
      }
    }
  });
});

test('a copy on a slow disk is the same', async () => {
  const { scene, error } = await backupOn(() => ({ takes: 1 }));
  expect(error).toBeUndefined();
  expect(Buffer.compare(scene.read('set/a.edb'), longDatabase)).toBe(0);
});
