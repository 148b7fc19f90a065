import { JetError } from '@esekit/core';
import { coltyp, fixedSize, RecordView, type ColumnSchema } from '@esekit/engine';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CellReader } from '../../src/export/cell-reader';
import { CsvRows } from '../../src/export/csv-rows';
import { JsonRows } from '../../src/export/json-rows';
import { KernelRows } from '../../src/export/kernel/kernel-rows';
import { rowKernelBinary } from '../../src/export/kernel/row-kernel-binary';
import { OutputBuffer } from '../../src/export/output-buffer';
import { buildRecord, column, multiValued, startTable, tableOf, type StoredRow } from './record-builder';

// Everything that the kernel writes is written by the plain writers too: whatever the record, however damaged,
// the two must not differ in a byte, nor in the damage that they tell of.
const random = seededRandom(seedForRun('row kernel'));

type Format = 'csv' | 'jsonl';

function textOf(
  format: Format,
  columns: readonly ColumnSchema[],
  record: Uint8Array,
  options: Options,
): string {
  const { usesKernel, isLarge = false, ahead = 0 } = options;
  const schema = tableOf(columns);
  const plain = format === 'csv' ? new CsvRows(schema) : new JsonRows(schema, true);
  const fast = usesKernel ? KernelRows.of(plain, isLarge) : undefined;
  const parts: string[] = [];
  const out = new OutputBuffer(
    (bytes) => void parts.push(Buffer.from(bytes).toString('latin1')),
    fast?.kernel.output,
  );
  const cells = new CellReader(
    undefined,
    ({ name }, error) => void parts.push(`[${name}: ${error.message}]`),
  );
  const stored = fast?.kernel.record ?? new Uint8Array(65536);
  stored.set(record);
  for (let i = 0; i < ahead; i++) out.byte(0x20);
  const view = new RecordView(isLarge).reset(stored, 0, record.length);
  // Twice, because the second row must not see anything of the first.
  (fast ?? plain).row(out, view, cells);
  (fast ?? plain).row(out, view, cells);
  out.flush();
  fast?.close();
  return parts.join('');
}

interface Options {
  readonly usesKernel: boolean;
  readonly isLarge?: boolean;
  /** Bytes that are in the buffer already. */
  readonly ahead?: number;
}

function expectSame(
  columns: readonly ColumnSchema[],
  record: Uint8Array,
  rest: Omit<Options, 'usesKernel'> = {},
) {
  for (const format of ['csv', 'jsonl'] as const) {
    const plain = textOf(format, columns, record, { ...rest, ahead: 0, usesKernel: false });
    const fast = textOf(format, columns, record, { ...rest, usesKernel: true });
    expect(fast.slice(rest.ahead ?? 0)).toBe(plain);
  }
}

const types = Object.values(coltyp);

function randomColumns(): ColumnSchema[] {
  startTable();
  return Array.from({ length: 1 + random.below(30) }, (_, i) => {
    const type = random.pick(types);
    const kind = random.pick(
      fixedSize(type) > 0 ? (['fixed', 'tagged'] as const) : (['variable', 'tagged'] as const),
    );
    const isText = type === coltyp.text || type === coltyp.longText;
    const defaultValue = random.below(6) === 0 ? randomValue(type) : undefined;
    return column(`c"${i}`, type, kind, {
      ...(kind === 'tagged' && random.below(6) === 0 ? multiValued : {}),
      ...(isText ? { codePage: random.pick([1252, 1200]) } : {}),
      defaultValue,
    });
  });
}

const words = [
  'plain',
  'with,comma',
  'a"b',
  'line\nfeed\r',
  'back\\slash',
  'Grüße €',
  'Привет',
  '東京',
  '😀',
  '\ud83d',
  '',
];
const controls = ['\u0085', '\u200e', '\u202e', '\u2069', '\u001f', '\u007f'];

/** Values that are likely to be taken the wrong way, and any bits at all. */
function randomValue(type: number): Uint8Array {
  const size = fixedSize(type);
  if (random.below(4) === 0) return random.fill(new Uint8Array(size > 0 ? size : random.below(40)));
  if (type === coltyp.text || type === coltyp.longText) return randomText();
  if (size === 0) return random.fill(new Uint8Array(random.below(300)));
  const view = new DataView(new ArrayBuffer(16));
  if (type === coltyp.ieeeSingle) view.setFloat32(0, randomNumber(), true);
  else if (type === coltyp.ieeeDouble) view.setFloat64(0, randomNumber(), true);
  else if (type === coltyp.dateTime) randomDate(view);
  else view.setBigInt64(0, random.pick(integers) + BigInt(random.below(3)) - 1n, true);
  return new Uint8Array(view.buffer, 0, size);
}

const integers = [
  0n,
  1n,
  -1n,
  10n ** 9n,
  10n ** 18n,
  1n << 31n,
  1n << 32n,
  1n << 53n,
  -(1n << 53n),
  1n << 63n,
  255n,
];

function randomText(): Uint8Array {
  const text = Array.from({ length: random.below(4) }, () =>
    random.pick(random.below(9) === 0 ? controls : words),
  );
  return new Uint8Array(Buffer.from(text.join(' '), random.pick(['latin1', 'utf16le'])));
}

function randomNumber(): number {
  const scale = 10 ** random.below(16);
  const number = (random.below(2 ** 30) - 2 ** 29) / scale;
  return random.pick([
    number,
    number * 2 ** 20,
    Math.trunc(number * scale),
    0,
    -0,
    NaN,
    Infinity,
    1e15,
    1e-7,
    0.1,
    1 / 3,
    5e-324,
  ]);
}

function randomDate(view: DataView): void {
  const day = random.below(3_700_000) - 700_000;
  // Days in 2,048 parts are halves of a millisecond, which are rounded upwards.
  const parts = random.pick([86_400_000, 2048]);
  if (random.below(2) === 0) view.setFloat64(0, day + random.below(parts) / parts, true);
  else view.setBigInt64(0, BigInt(random.below(2 ** 30)) * 2_500_000_123n, true);
}

function randomRow(columns: readonly ColumnSchema[]): StoredRow {
  const row: Record<string, Uint8Array | null | Uint8Array[]> = {};
  for (const { name, kind, coltyp: type } of columns) {
    const chance = random.below(10);
    if (chance === 0) row[name] = null;
    else if (chance === 1 && kind === 'tagged')
      row[name] = [randomValue(type), randomValue(type), randomValue(type)];
    else if (chance === 2 && kind !== 'fixed') row[name] = random.fill(new Uint8Array(random.below(20)));
    else if (chance > 3) row[name] = randomValue(type);
  }
  return row;
}

describe('the row kernel', () => {
  it('is what its sources make', { timeout: 60_000 }, async () => {
    const script = join(import.meta.dirname, '..', '..', 'scripts', 'compile-row-kernel.mjs');
    const { compileRowKernel } = (await import(pathToFileURL(script).href)) as {
      compileRowKernel: () => Promise<Uint8Array>;
    };
    expect(rowKernelBinary).toBe(Buffer.from(await compileRowKernel()).toString('base64'));
  });

  it('writes rows of any columns as the plain writers do', () => {
    for (let n = 0; n < 500; n++) {
      const columns = randomColumns();
      expectSame(columns, buildRecord(columns, randomRow(columns)));
    }
  });

  it('leaves damaged records to the plain writers', () => {
    let read = 0;
    for (let n = 0; n < 1000; n++) {
      const columns = randomColumns();
      const record = buildRecord(columns, randomRow(columns));
      for (let i = random.below(4); i >= 0; i--) record[random.below(record.length)] = random.below(256);
      const isLarge = random.below(2) === 0;
      try {
        new RecordView(isLarge).reset(record, 0, record.length);
      } catch (error) {
        if (!JetError.isInstance(error)) throw error;
        continue;
      }
      read++;
      expectSame(columns, record, { isLarge });
    }
    expect(read).toBeGreaterThan(200);
  });

  it('keeps to its buffer, wherever in it a row begins', () => {
    startTable();
    const columns = [
      column('t', coltyp.text, 'variable'),
      column('m', coltyp.longText, 'tagged', { codePage: 1200 }),
    ];
    const row = {
      t: new Uint8Array(255).fill(0x81),
      m: new Uint8Array(Buffer.from('\u3042'.repeat(3500), 'utf16le')),
    };
    const record = buildRecord(columns, row);
    for (const ahead of [0, 200_000, 250_000, 262_100, 262_143]) expectSame(columns, record, { ahead });
  });

  it('is not used for more columns than it has room for', () => {
    startTable();
    const columns = Array.from({ length: 600 }, (_, i) => column(`c${i}`, coltyp.long, 'tagged'));
    expect(KernelRows.of(new CsvRows(tableOf(columns)), false)).toBeUndefined();
    const long = Array.from({ length: 60 }, (_, i) =>
      column(`${i}${'n'.repeat(1000)}`, coltyp.long, 'tagged'),
    );
    expect(KernelRows.of(new JsonRows(tableOf(long), false), false)).toBeUndefined();
  });
});
