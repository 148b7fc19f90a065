import { JetError } from '@esekit/core';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { columnFlag, coltyp, fixedSize, RecordBuilder, setFlag, type ColumnSchema } from '../../../src/index';
import { column } from '../columns';
import { hexOf } from '../hex';
import { MemoryLongValues, randomBytes, shapeOf, valuesIn } from './builder-fixture';

/** The reading side sees what was set, whatever was set before and in which order. */

const types = [1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18];

/** Random columns of every class; some have a default, some hold several values. */
function randomColumns(random: Random): ColumnSchema[] {
  const columns: ColumnSchema[] = [];
  let recordOffset = 4;
  const fixed = random.below(20);
  for (let fid = 1; fid <= fixed; fid++) {
    const type = random.pick([...types, coltyp.binary, coltyp.text]);
    const size = fixedSize(type) || 1 + random.below(20);
    columns.push(
      column({ fid, coltyp: type, cbMax: size, recordOffset, ...randomDefault(random, type, size) }),
    );
    recordOffset += size;
  }
  const variable = random.below(12);
  for (let fid = 128; fid < 128 + variable; fid++) {
    const size = 1 + random.below(255);
    columns.push(
      column({ fid, coltyp: coltyp.binary, cbMax: size, ...randomDefault(random, coltyp.binary, size) }),
    );
  }
  const tagged = random.below(15);
  for (let fid = 256; fid < 256 + tagged; fid++) columns.push(randomTagged(random, fid));
  return columns;
}

function randomTagged(random: Random, fid: number): ColumnSchema {
  const type = random.pick([...types, coltyp.binary, coltyp.longBinary, coltyp.longText]);
  const isLong = type === coltyp.longBinary || type === coltyp.longText;
  const withDefault =
    isLong || random.below(3) > 0 ? {} : randomDefault(random, type, fixedSize(type) || 100);
  const flags =
    (withDefault.flags ?? 0) |
    (random.below(2) === 0 ? columnFlag.multiValued : 0) |
    (isLong && random.below(2) === 0 ? columnFlag.compressed : 0);
  const isTemplate = random.below(4) === 0;
  return column({
    fid,
    isTemplate,
    coltyp: type,
    cbMax: fixedSize(type) || (isLong ? 0 : 100),
    ...withDefault,
    flags,
  });
}

function randomDefault(random: Random, type: number, size: number): Partial<ColumnSchema> {
  if (random.below(4) !== 0) return {};
  const defaultValue = random.fill(new Uint8Array(fixedSize(type) || 1 + random.below(Math.min(size, 20))));
  return {
    defaultValue: type === coltyp.bit ? Uint8Array.of(0xff) : defaultValue,
    flags: columnFlag.default,
  };
}

type Model = Map<ColumnSchema, Uint8Array[] | null | undefined>;

/** One set, on the record and on the model; both refuse what is too big. */
function setOne(random: Random, builder: RecordBuilder, model: Model, schema: ColumnSchema): void {
  const plan = builder.shape.column(schema.columnid);
  const most = schema.kind === 'fixed' ? plan.size : plan.isLong ? random.pick([10, 300, 1500]) : plan.size;
  const bytes =
    random.below(6) === 0
      ? undefined
      : plan.typeSize > 0
        ? random.fill(new Uint8Array(plan.typeSize))
        : randomBytes(random, most);
  const isNull = bytes === undefined || (bytes.length === 0 && schema.kind === 'fixed');
  const old = model.get(schema);
  const known = old ?? [];
  const itag =
    schema.kind === 'tagged' && (schema.flags & columnFlag.multiValued) !== 0 ? random.below(5) : 1;
  builder.setBytes(plan, bytes, { itag, grbit: bytes === undefined ? 0 : setFlag.zeroLength });
  const next = known.slice();
  if (isNull) {
    if (itag === 0 || itag > Math.max(1, next.length)) return;
    next.splice(itag - 1, 1);
  } else if (itag === 0 || itag > next.length) next.push(stored(schema, plan.size, bytes));
  else next[itag - 1] = stored(schema, plan.size, bytes);
  model.set(schema, next.length === 0 ? null : next);
}

/** What a fixed column makes of bytes. */
function stored(schema: ColumnSchema, size: number, bytes: Uint8Array): Uint8Array {
  if (schema.kind !== 'fixed') return bytes;
  if (schema.coltyp === coltyp.bit) return Uint8Array.of(bytes[0] === 0 ? 0 : 0xff);
  const padded = new Uint8Array(size).fill(schema.coltyp === coltyp.text ? 0x20 : 0);
  padded.set(bytes);
  return padded;
}

/** What a column reads as when it was never set. */
function initial({ defaultValue, ...schema }: ColumnSchema): Uint8Array[] | null {
  if (defaultValue === undefined) return null;
  return [stored({ ...schema, defaultValue }, fixedSize(schema.coltyp) || schema.cbMax, defaultValue)];
}

describe('a record that is built at random reads back as what was set', () => {
  it.each([4096, 8192, 16384, 32768])('pages of %i bytes', (pageSize) => {
    const random = seededRandom(seedForRun(`record builder ${pageSize}`));
    let tooBig = 0;
    for (let table = 0; table < 25; table++) {
      const store = new MemoryLongValues(random.pick([4, 8]));
      const builder = new RecordBuilder(shapeOf(randomColumns(random), { pageSize }), store);
      tooBig += oneTable(random, builder, store);
    }
    expect(tooBig).toBeGreaterThanOrEqual(0);
  });
});

function oneTable(random: Random, builder: RecordBuilder, store: MemoryLongValues): number {
  const { shape } = builder;
  const schemas = shape.columns.map(({ schema }) => schema);
  if (schemas.length === 0) return 0;
  let record: Uint8Array | undefined;
  let tooBig = 0;
  const model: Model = new Map();
  for (let update = 0; update < 6; update++) {
    if (record === undefined) builder.beginInsert();
    else builder.beginReplace(record);
    for (let n = random.below(3 * schemas.length); n > 0; n--) {
      const before = hexOf(builder.record);
      try {
        setOne(random, builder, model, random.pick(schemas));
      } catch (error) {
        if (!JetError.isInstance(error) || error.name !== 'JET_errRecordTooBig') throw error;
        tooBig++;
        if (store.values.size === 0) expect(hexOf(builder.record)).toBe(before);
      }
    }
    record = builder.finish().slice();
    expect(record.length).toBeLessThanOrEqual(shape.recordMost);
    for (const schema of schemas) {
      const wanted = model.has(schema) ? model.get(schema) : initial(schema);
      expect([schema.fid, hexes(valuesIn(record, schema, shape.isLargePage, store))]).toEqual([
        schema.fid,
        hexes(wanted),
      ]);
    }
  }
  return tooBig;
}

describe('a record with damage', () => {
  it('gives errors of the engine, whatever is set in it', () => {
    const random = seededRandom(seedForRun('damaged record in work'));
    const outcomes = { refused: 0, changed: 0 };
    for (let table = 0; table < 60; table++) {
      const store = new MemoryLongValues();
      const builder = new RecordBuilder(
        shapeOf(randomColumns(random), { pageSize: random.pick([4096, 16384]) }),
        store,
      );
      const record = sampleRecord(random, builder);
      if (record === undefined) continue;
      for (let n = 0; n < 30; n++) {
        const damaged = record.slice();
        for (let i = 1 + random.below(3); i > 0; i--)
          damaged[random.below(damaged.length)] = random.below(256);
        outcomes[changeDamaged(random, builder, damaged)]++;
      }
    }
    expect(outcomes.refused).toBeGreaterThan(100);
    expect(outcomes.changed).toBeGreaterThan(100);
  });
});

function sampleRecord(random: Random, builder: RecordBuilder): Uint8Array | undefined {
  const schemas = builder.shape.columns.map(({ schema }) => schema);
  if (schemas.length === 0) return undefined;
  builder.beginInsert();
  const model: Model = new Map();
  for (let n = schemas.length; n > 0; n--) {
    const schema = random.pick(schemas);
    if (!builder.shape.column(schema.columnid).isLong) setOne(random, builder, model, schema);
  }
  return builder.finish().slice();
}

function changeDamaged(random: Random, builder: RecordBuilder, damaged: Uint8Array): 'refused' | 'changed' {
  const schemas = builder.shape.columns.map(({ schema }) => schema);
  builder.cancel();
  try {
    builder.beginReplace(damaged);
    for (let n = 0; n < 10; n++) setOne(random, builder, new Map(), random.pick(schemas));
    return 'changed';
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return 'refused';
  }
}

function hexes(values: readonly Uint8Array[] | null | undefined): string[] | null {
  return values?.map(hexOf) ?? null;
}
