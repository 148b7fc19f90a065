import type { Random } from '@esekit/testkit';
import {
  RecordBuilder,
  RecordShape,
  RecordView,
  ValueFinder,
  type ColumnSchema,
  type LongValueChange,
  type LongValueStore,
  type RecordShapeOptions,
} from '../../../src/index';
import { hexOf } from '../hex';

/** The tree of long values as a map; counts references. */
export class MemoryLongValues implements LongValueStore {
  readonly values = new Map<string, { bytes: Uint8Array; references: number }>();
  #last = 0;

  constructor(readonly lidSize: 4 | 8 = 4) {}

  create(value: Uint8Array): Uint8Array {
    const lid = new Uint8Array(this.lidSize);
    new DataView(lid.buffer).setUint32(0, ++this.#last, true);
    if (this.lidSize === 8) lid[7] = 0x80;
    this.values.set(hexOf(lid), { bytes: value.slice(), references: 1 });
    return lid;
  }

  change(lid: Uint8Array, change: LongValueChange): Uint8Array {
    const value = this.#find(lid);
    value.bytes = changed(value.bytes, change);
    return lid;
  }

  release(lid: Uint8Array): void {
    if (--this.#find(lid).references === 0) this.values.delete(hexOf(lid));
  }

  addReference(lid: Uint8Array): void {
    this.#find(lid).references++;
  }

  size(lid: Uint8Array): number {
    return this.#find(lid).bytes.length;
  }

  read(lid: Uint8Array): Uint8Array {
    return this.#find(lid).bytes;
  }

  #find(lid: Uint8Array): { bytes: Uint8Array; references: number } {
    const value = this.values.get(hexOf(lid));
    if (!value) throw new Error(`no long value ${hexOf(lid)}`);
    return value;
  }
}

function changed(old: Uint8Array, change: LongValueChange): Uint8Array {
  if (change.kind === 'append') return Uint8Array.of(...old, ...change.data);
  const end = change.kind === 'resize' ? change.size : change.at + change.data.length;
  const cuts = change.kind === 'resize' || change.cuts;
  const bytes = new Uint8Array(cuts ? end : Math.max(end, old.length));
  bytes.set(old.subarray(0, bytes.length));
  if (change.kind === 'overwrite') bytes.set(change.data, change.at);
  return bytes;
}

export function shapeOf(
  columns: readonly ColumnSchema[],
  options: Partial<RecordShapeOptions> = {},
  separateLV?: number,
): RecordShape {
  return new RecordShape({ name: 'T', columns, indexes: [], separateLV }, { pageSize: 4096, ...options });
}

export function builderOf(columns: readonly ColumnSchema[], store?: LongValueStore): RecordBuilder {
  return new RecordBuilder(shapeOf(columns), store);
}

/** The raw values of a column as the reading side finds them; null for NULL. */
export function valuesIn(
  record: Uint8Array,
  column: ColumnSchema,
  isLarge: boolean,
  store?: LongValueStore,
): Uint8Array[] | null {
  const view = new RecordView(isLarge).reset(record, 0, record.length);
  const reader = store && { read: (lid: Uint8Array) => store.read(lid) };
  const finder = new ValueFinder(reader as ConstructorParameters<typeof ValueFinder>[0]);
  const count = finder.count(view, column);
  if (count === 0) return null;
  return Array.from({ length: count }, (_, i) => {
    if (finder.find(view, column, i + 1) !== 'value')
      throw new Error(`column ${column.fid} has no value ${i + 1}`);
    return finder.place.copy();
  });
}

/** Bytes that compress well, or not at all. */
export function randomBytes(random: Random, most: number): Uint8Array {
  const bytes = random.fill(new Uint8Array(random.below(most + 1)));
  const kind = random.below(3);
  if (kind === 0) return bytes;
  return bytes.map((byte, i) => (kind === 1 ? byte & 0x7f : i % 2 === 1 ? 0 : byte & 0x7f));
}
