import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JetError } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, seededRandom, seedForRun, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { Instance, type InstanceDatabase, type InstanceSession } from '../../src/api';
import { prepareKind } from '../../src/cursors/update';
import { Cursor } from '../../src/cursors';
import { checkFile, columnFlag, coltyp, fixedSize, isText, openDatabase } from '../../src/index';
import { nodeInstancePlatform } from '../../src/node/instance';
import type { ColumnPlan } from '../../src/records/write';
import type { TableObject } from '../../src/schema';
import { windowsDatabases } from './windows-databases';

/**
 * Databases that Windows made, changed by an instance of ours: rows are inserted, replaced and deleted in every table
 * of theirs whose indexes it can keep, with the files closed and read in between.
 */

type Random = ReturnType<typeof seededRandom>;

const rowsMost = 100;
/** Pages that are newer than their database says it is, which is seen in the middle of an update. */
const expectedRefusals = ['JET_errDbTimeCorrupted'];
const files = createNodeFileSystem();
const given = columnFlag.autoincrement | columnFlag.version | columnFlag.escrowUpdate;

/** What happened in one file. */
interface Outcome {
  readonly name: string;
  changed: number;
  /** Tables with a key of Unicode text that were offered one that nobody here can make. */
  foreign: number;
  readonly refused: Record<string, string>;
}

function valueOf({ schema }: ColumnPlan, random: Random, bytesMost: number): Uint8Array {
  const { coltyp: type, cbMax, codePage } = schema;
  if (type === coltyp.bit) return Uint8Array.of(random.below(2) * 255);
  if (type === coltyp.ieeeSingle) return new Uint8Array(Float32Array.of(random.below(1e6)).buffer);
  if (type === coltyp.ieeeDouble || type === coltyp.dateTime) {
    return new Uint8Array(Float64Array.of(40_000 + random.below(9000) + random.below(1000) / 1000).buffer);
  }
  const most = Math.min(cbMax === 0 ? bytesMost : cbMax, bytesMost);
  const size = fixedSize(type) || (schema.kind === 'fixed' ? cbMax : 1 + random.below(most));
  if (!isText(type)) return Uint8Array.from({ length: size }, () => random.below(256));
  const letters = Array.from(
    { length: codePage === 1200 ? Math.max(1, size >> 1) : size },
    () => 97 + random.below(26),
  );
  return codePage === 1200 ? new Uint8Array(Uint16Array.from(letters).buffer) : Uint8Array.from(letters);
}

function setColumns(cursor: Cursor, random: Random, skips: ReadonlySet<number> = new Set()): void {
  const { updates, view } = cursor;
  for (const plan of view.shape.columns) {
    const { columnid, flags } = plan.schema;
    if ((flags & given) !== 0 || skips.has(columnid)) continue;
    const isKey = view.indexes.some((index) => index.has(columnid));
    const isRoomLeft = cursor.prepared!.builder.record.length < view.shape.pageSize / 4;
    if (isKey || plan.isNotNull || (isRoomLeft && random.below(4) === 0)) {
      updates.setColumn(columnid, valueOf(plan, random, !isKey && plan.isLong ? 3000 : 16));
    }
  }
}

/** Values are drawn again when they are taken. */
function insertRow(cursor: Cursor, random: Random): Uint8Array {
  for (let attempt = 1; ; attempt++) {
    cursor.updates.prepare(prepareKind.insert);
    try {
      setColumns(cursor, random);
      return cursor.updates.update();
    } catch (error) {
      cursor.updates.prepare(prepareKind.cancel);
      if (!isNamed(error, 'JET_errKeyDuplicate') || attempt > 200) throw error;
    }
  }
}

function replaceRow(cursor: Cursor, random: Random): void {
  const primary = new Set(cursor.view.primary?.schema.segments.map(({ column }) => column.columnid));
  for (let attempt = 1; ; attempt++) {
    cursor.updates.prepare(prepareKind.replace);
    try {
      setColumns(cursor, random, primary);
      cursor.updates.update();
      return;
    } catch (error) {
      cursor.updates.prepare(prepareKind.cancel);
      if (!isNamed(error, 'JET_errKeyDuplicate') || attempt > 200) throw error;
    }
  }
}

function isNamed(error: unknown, name: string): boolean {
  return JetError.isInstance(error) && error.name === name;
}

/** An instance over one database, closed again. */
async function withDatabase<T>(
  folder: string,
  pageSize: number,
  work: (session: InstanceSession, database: InstanceDatabase) => T,
): Promise<T> {
  const log = join(folder, 'log');
  const settings = { pageSize, logFileSize: 1024, cacheBytes: 8 << 20 };
  const instance = await Instance.open(nodeInstancePlatform(), log, settings);
  try {
    const database = await instance.openDatabase(join(folder, 'a.edb'), { create: false });
    return work(instance.session(), database);
  } finally {
    await instance.close();
  }
}

function userTables(session: InstanceSession, database: InstanceDatabase): TableObject[] {
  const { catalog } = database.engine;
  return session.tables(database).map((name) => catalog.open(session.engine, name));
}

const nameOf = (table: TableObject): string => table.name.newest ?? '';

function rowCounts(path: string): Record<string, number> {
  const database = openDatabase(files, path);
  const counts = Object.fromEntries(
    database.tables
      .filter(({ name }) => !name.startsWith('MSys'))
      .map(({ name }) => [name, database.table(name).count()]),
  );
  database.close();
  return counts;
}

async function problemsOf(path: string): Promise<string[]> {
  const problems = new Set<string>();
  await checkFile(files, path, ({ kind, text, severity }) => problems.add(`${severity} ${kind} ${text}`));
  return [...problems].sort();
}

async function changeFile(folder: string, pageSize: number, outcome: Outcome, random: Random): Promise<void> {
  const path = join(folder, 'a.edb');
  const before = rowCounts(path);
  const problemsBefore = await problemsOf(path);
  const bookmarks = await withDatabase(folder, pageSize, (session, database) => {
    const made = new Map<string, Uint8Array[]>();
    for (const table of userTables(session, database)) {
      const cursor = new Cursor(session.engine, table);
      try {
        const rows = session.transactionSync(() =>
          Array.from({ length: rowsMost }, () => insertRow(cursor, random)),
        );
        made.set(nameOf(table), rows);
      } catch (error) {
        if (!JetError.isInstance(error)) throw error;
        outcome.refused[nameOf(table)] = error.name;
      }
    }
    return made;
  });
  outcome.changed = bookmarks.size;
  expect(countsOf(rowCounts(path), bookmarks)).toEqual(countsOf(before, bookmarks, rowsMost));
  for (const step of ['replace', 'delete'] as const) {
    await withDatabase(folder, pageSize, (session, database) => {
      for (const table of userTables(session, database)) {
        const cursor = new Cursor(session.engine, table);
        session.transactionSync(() => {
          for (const bookmark of bookmarks.get(nameOf(table)) ?? []) {
            cursor.gotoBookmark(bookmark);
            if (step === 'replace') replaceRow(cursor, random);
            else cursor.updates.delete();
          }
        });
      }
    });
  }
  expect(rowCounts(path)).toEqual(before);
  // What Windows left wrong stays wrong; nothing is added to it.
  expect({
    name: outcome.name,
    more: (await problemsOf(path)).filter((problem) => !problemsBefore.includes(problem)),
  }).toEqual({ name: outcome.name, more: [] });
}

function countsOf(
  counts: Record<string, number>,
  tables: ReadonlyMap<string, unknown>,
  more = 0,
): Record<string, number> {
  return Object.fromEntries([...tables.keys()].map((name) => [name, counts[name]! + more]));
}

/** Text of a script whose sort keys nobody here can make. */
const foreignText = new Uint8Array(Uint16Array.of(0x0e01, 0x0e02).buffer);

/** A row whose keys cannot be made is refused before anything is changed; how many tables have tried that. */
async function expectUntouched(folder: string, pageSize: number): Promise<number> {
  const path = join(folder, 'a.edb');
  const before = readFileSync(path).subarray(2 * pageSize);
  const tried = await withDatabase(folder, pageSize, (session, database) => {
    let tables = 0;
    for (const table of userTables(session, database)) {
      const cursor = new Cursor(session.engine, table);
      const isKey = (plan: ColumnPlan): boolean =>
        plan.schema.codePage === 1200 && cursor.view.indexes.some((index) => index.has(plan.schema.columnid));
      const key = cursor.view.shape.columns.find(isKey);
      if (key === undefined) continue;
      tables++;
      session.engine.begin();
      cursor.updates.prepare(prepareKind.insert);
      for (const plan of cursor.view.shape.mustBeSet) {
        cursor.updates.setColumn(plan.schema.columnid, valueOf(plan, seededRandom(1), 16));
      }
      cursor.updates.setColumn(key.schema.columnid, foreignText);
      expect(() => cursor.updates.update()).toThrow(
        expect.objectContaining({ name: 'JET_errUnicodeNormalizationNotSupported' }),
      );
      cursor.updates.prepare(prepareKind.cancel);
      session.engine.rollback();
    }
    return tables;
  });
  expect(
    readFileSync(path)
      .subarray(2 * pageSize)
      .equals(before),
  ).toBe(true);
  return tried;
}

describeCorpus('a database that Windows made', () => {
  const folder = temporaryFolder();

  it('takes rows in, lets them be changed and gives them up again', { timeout: 600_000 }, async () => {
    const random = seededRandom(seedForRun('windows updates'));
    const outcomes: Outcome[] = [];
    for (const { name, database } of windowsDatabases(join(folder, 'windows'))) {
      if (database.state !== 'CleanShutdown') continue;
      const { pageSize } = database.source;
      const outcome: Outcome = { name, changed: 0, foreign: 0, refused: {} };
      const place = join(folder, 'work');
      mkdirSync(place);
      copyFileSync(database.path, join(place, 'a.edb'));
      await changeFile(place, pageSize, outcome, random);
      rmSync(join(place, 'log'), { recursive: true });
      copyFileSync(database.path, join(place, 'a.edb'));
      outcome.foreign = await expectUntouched(place, pageSize);
      rmSync(place, { recursive: true });
      outcomes.push(outcome);
    }
    for (const { name, changed, foreign, refused } of outcomes)
      console.log(name, changed, foreign, JSON.stringify(refused));
    const codes = new Set(outcomes.flatMap(({ refused }) => Object.values(refused)));
    expect([...codes].filter((code) => !expectedRefusals.includes(code))).toEqual([]);
    expect(outcomes.reduce((sum, { changed }) => sum + changed, 0)).toBeGreaterThan(50);
    expect(outcomes.reduce((sum, { foreign }) => sum + foreign, 0)).toBeGreaterThan(0);
  });
});
