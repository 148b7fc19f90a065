import { JetError } from '@esekit/core';
import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Session } from '../../src/transactions';
import { SnapshotModel, type ModelRecord, type ModelSession, type Outcome } from './snapshot-model';
import { VersionedMap } from './versioned-map';

/**
 * Random calls by four sessions on a versioned map and on the plain model: the same answers, and after every call
 * the same contents for every session. In the end nothing is left in memory but what is in the map.
 */

const seed = seedForRun('transactions');
const sequences = 2000;
const sessionCount = 4;
const keys = ['a', 'b', 'c', 'd', 'e'];

const anySession = fc.nat(sessionCount - 1);
const anyKey = fc.constantFrom(...keys);
const anyText = fc
  .nat(40)
  .map((length) => 'replacement of some length in bytes that changes'.slice(0, length));
const keyed = { session: anySession, key: anyKey };

const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('insert' as const), ...keyed, text: anyText }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace' as const), ...keyed, text: anyText }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('delete' as const), ...keyed }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('delta' as const),
      ...keyed,
      delta: fc.integer({ min: -9, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('readLock' as const), ...keyed }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('writeLock' as const), ...keyed }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('begin' as const),
      session: anySession,
      levels: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('beginReadOnly' as const), session: anySession }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const), session: anySession }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rollback' as const), session: anySession }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollbackAll' as const), session: anySession }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cleanUp' as const), steps: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse' as const) }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

function encode({ counter, text }: ModelRecord): Uint8Array {
  const data = new Uint8Array(4 + text.length);
  new DataView(data.buffer).setInt32(0, counter, true);
  for (let i = 0; i < text.length; i++) data[4 + i] = text.charCodeAt(i);
  return data;
}

function decode(data: Uint8Array): ModelRecord {
  const counter = new DataView(data.buffer, data.byteOffset, data.length).getInt32(0, true);
  return { counter, text: String.fromCharCode(...data.subarray(4)) };
}

const reached = new Map<string, number>();

/** The name of the error without its prefix, or `ok`. */
function outcome(call: () => unknown): string {
  try {
    call();
    return 'ok';
  } catch (cause) {
    if (!JetError.isInstance(cause)) throw cause;
    const name = cause.name.replace('JET_err', '');
    reached.set(name, (reached.get(name) ?? 0) + 1);
    return name;
  }
}

function onMap(map: VersionedMap, sessions: readonly Session[], step: Step): string {
  if (step.kind === 'cleanUp') {
    map.transactions.cleanUp(step.steps);
    return 'ok';
  }
  if (step.kind === 'refuse') {
    map.journal.refusesNext = true;
    return 'ok';
  }
  const session = sessions[step.session]!;
  return outcome(() => {
    switch (step.kind) {
      case 'insert':
        return map.insert(session, step.key, encode({ counter: 1, text: step.text }));
      case 'replace': {
        const { counter } = decode(map.find(session, step.key));
        return map.replace(session, step.key, encode({ counter, text: step.text }));
      }
      case 'delete':
        return map.delete(session, step.key);
      case 'delta':
        return map.delta(session, step.key, step.delta);
      case 'readLock':
      case 'writeLock':
        return map.lock(session, step.key, step.kind);
      case 'begin':
        for (let i = 0; i < step.levels; i++) session.begin();
        return undefined;
      case 'beginReadOnly':
        return session.begin(true);
      case 'commit':
        return session.commit();
      case 'rollback':
        return session.rollback();
      case 'rollbackAll':
        return session.rollbackAll();
    }
  });
}

function onModel(model: SnapshotModel, step: Step): Outcome {
  if (step.kind === 'cleanUp') return 'ok';
  if (step.kind === 'refuse') {
    model.refusesNext = true;
    return 'ok';
  }
  const session = model.sessions[step.session]!;
  switch (step.kind) {
    case 'insert':
      return model.insert(session, step.key, step.text);
    case 'replace':
      return model.replace(session, step.key, step.text);
    case 'delete':
      return model.delete(session, step.key);
    case 'delta':
      return model.delta(session, step.key, step.delta);
    case 'readLock':
    case 'writeLock':
      return model.lock(session, step.key, step.kind);
    case 'begin':
      return Array.from({ length: step.levels }, () => model.begin(session, false)).at(-1)!;
    case 'beginReadOnly':
      return model.begin(session, true);
    case 'commit':
      return model.commit(session);
    case 'rollback':
      return model.rollback(session);
    case 'rollbackAll':
      return model.rollbackAll(session);
  }
}

function sameView(map: VersionedMap, session: Session, model: SnapshotModel, other: ModelSession): boolean {
  const expected = model.viewOf(other);
  return keys.every((key) => {
    const data = map.look(session, key);
    const record = expected.get(key);
    if (data === undefined || record === undefined) return data === undefined && record === undefined;
    const { counter, text } = decode(data);
    return counter === record.counter && text === record.text;
  });
}

function follow(steps: readonly Step[]): void {
  // Version pages so small that some fill, become free and are used again in each sequence.
  const map = new VersionedMap({ cbVersionPage: 48, versionPagesMost: 1_000_000 });
  const model = new SnapshotModel(sessionCount);
  const sessions = model.sessions.map(() => map.transactions.openSession());
  for (const key of keys.slice(0, 3)) {
    model.insert(model.sessions[0]!, key, 'first');
    map.insert(sessions[0]!, key, encode({ counter: 1, text: 'first' }));
  }
  steps.forEach((step, number) => {
    const expected = onModel(model, step);
    const actual = onMap(map, sessions, step);
    if (actual !== expected) throw new Error(`step ${number}: ${actual}, the model says ${expected}`);
    model.sessions.forEach((other, i) => {
      const session = sessions[i]!;
      if (session.level !== other.levels.length) throw new Error(`step ${number}: level of session ${i}`);
      if (!sameView(map, session, model, other)) throw new Error(`step ${number}: what session ${i} sees`);
    });
  });
  end(map, model, sessions);
}

/** Ends all sessions and cleans up: memory is as at the beginning, and the map has just what is committed. */
function end(map: VersionedMap, model: SnapshotModel, sessions: readonly Session[]): void {
  map.journal.refusesNext = false;
  sessions.forEach((session) => {
    session.end();
  });
  while (map.transactions.cleanUp(7) === 7);
  expect(map.transactions.versions.statistics).toMatchObject({
    versions: 0,
    nodes: 0,
    cbStored: 0,
    cbUsed: 0,
  });
  expect([...map.nodes.keys()].sort()).toEqual([...model.committed.keys()].sort());
  for (const [key, node] of map.nodes) {
    expect(decode(node.data)).toEqual(model.committed.get(key));
    expect(node).toMatchObject({ isDeleted: false, cbReserved: 0 });
  }
}

test('sessions see what snapshot isolation says', () => {
  let steps = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 70, size: 'max' }), (sequence) => {
      steps += sequence.length;
      follow(sequence);
    }),
    { seed, numRuns: sequences },
  );
  console.log(`${sequences} sequences, ${steps} steps: ${JSON.stringify(Object.fromEntries(reached))}`);
  const errors = [
    'WriteConflict',
    'KeyDuplicate',
    'RecordNotFound',
    'NotInTransaction',
    'TransTooDeep',
    'TransReadOnly',
    'LogWriteFail',
  ];
  for (const name of errors) expect(reached.get(name) ?? 0, name).toBeGreaterThan(50);
});
