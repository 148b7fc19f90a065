import {
  availableExtents,
  ownedExtents,
  readRootHeader,
  spaceTrees,
  splitBuffers,
  TreeCursor,
  type Tree,
} from '@esekit/btree';
import type { Random } from '@esekit/testkit';
import {
  coltypNames,
  keyDefinition,
  Table,
  TableIndex,
  UndecodedValue,
  type Database,
  type IndexSchema,
  type ReadLossSink,
  type Row,
  type TableSchema,
} from '../src/index';
import { decodeKey } from '../src/keys';
import { exerciseLongValues, exerciseRecords } from './exercise-records';
import { objidsOf } from './bases';
import type { Observer } from './observer';
import { walk, type StepLimit } from './step-limit';

/** Rows and entries that are read of a tree whose pages are as they were. */
const sampleSize = 40;

/** Reads a mutated database in every way there is. */
export class Exercise {
  constructor(
    readonly database: Database,
    readonly observer: Observer,
    readonly limit: StepLimit,
    readonly random: Random,
    /** Objects with changed pages: their trees are read from end to end. */
    readonly changed: ReadonlySet<number>,
  ) {}

  /** What the catalog says of the tables that are read. */
  schema(): void {
    const { from, mainError } = this.database.catalog;
    if (from === 'shadow') this.observer.ran('shadow catalog');
    else if (mainError) this.observer.ran('catalog with losses');
  }

  /** Everything of one table. */
  table(schema: TableSchema): void {
    // Not looked up by its name: two tables may have the same one now.
    const table = new Table(this.database.source, schema);
    const isChanged = objidsOf(schema).some((objid) => this.changed.has(objid));
    const most = isChanged ? Infinity : sampleSize;
    const isSound = this.#scans(table, undefined, most);
    // What is read without a word goes the same way when losses are wanted, so that is done now and then only.
    if (!isSound || this.random.below(4) === 0) this.#scans(table, this.observer.onLoss, most);
    exerciseRecords(table, this.observer, this.limit, most);
    exerciseLongValues(table, this.observer, this.limit, this.random);
    this.#space(table.tree);
    if (schema.columns.some(({ isTemplate }) => isTemplate)) this.observer.ran('template column');
    for (const index of schema.indexes) {
      this.observer.attempt(`key of ${index.name}`, () => keyDefinition(index));
      const isBroken = !index.isPrimary && this.changed.has(index.objidFDP);
      const isSampled = this.random.below(Math.max(4, schema.indexes.length >> 1)) === 0;
      if (isBroken || isSampled) this.#index(table, index, isBroken ? Infinity : sampleSize);
    }
  }

  /** All rows forward and backward; whether nothing was thrown. */
  #scans(table: Table, onLoss: ReadLossSink | undefined, most: number): boolean {
    const forward = this.observer.attempt(`rows of ${table.name}`, () =>
      this.#rows(table, table.rows({ onLoss }), most),
    );
    const backward = this.observer.attempt(`rows of ${table.name}, backward`, () =>
      this.#count(table.rows({ onLoss, reverse: true, columns: someColumns(table.schema) }), most),
    );
    return forward === true && backward === true;
  }

  /** Counts the values of a scan by their types. */
  #rows(table: Table, rows: Iterable<Row>, most: number): true {
    const labels = new Map(
      table.schema.columns.map(({ name, coltyp }) => [name, `type ${coltypNames[coltyp] ?? 'unknown'}`]),
    );
    const seen = new Set<string>();
    let count = 0;
    for (const row of rows) {
      this.limit.step();
      if (++count > most) break;
      for (const name of Object.keys(row)) {
        if (row[name] instanceof UndecodedValue) this.observer.ran('value not decoded');
        else seen.add(name);
      }
    }
    for (const name of seen) this.observer.ran(labels.get(name)!);
    return true;
  }

  /** Entries, and rows by way of them, in both directions; then seeks with values and keys that are there. */
  #index(table: Table, schema: IndexSchema, most: number): void {
    const { observer } = this;
    const index = new TableIndex(table, schema);
    const { onLoss } = observer;
    observer.attempt(`entries of ${schema.name}`, () => this.#count(index.entries(), most));
    observer.attempt(`entries of ${schema.name}, backward`, () =>
      this.#count(index.entries({ reverse: true, onLoss }), most),
    );
    // Rows by way of the primary index are those of the table, which were read already.
    if (!schema.isPrimary) {
      const columns = someColumns(table.schema);
      observer.attempt(`rows by ${schema.name}`, () => this.#count(index.rows({ columns }), most));
      observer.attempt(`rows by ${schema.name}, backward`, () =>
        this.#count(index.rows({ reverse: true, onLoss, columns }), most),
      );
    }
    observer.attempt(`keys of ${schema.name}`, () => this.#keys(table, schema));
    const row = this.#someRow(table, schema);
    if (row) this.#seek(table, schema, row);
  }

  #someRow(table: Table, index: IndexSchema): Row | undefined {
    return this.observer.attempt(`a row of ${table.name}`, () => {
      let last: Row | undefined;
      let toPass = this.random.below(4);
      const columns = index.segments.map(({ column }) => column.name);
      for (const row of table.rows({ columns, onLoss: () => {} })) {
        last = row;
        if (toPass-- === 0) break;
      }
      return last;
    });
  }

  /** Decodes some keys, and looks for each in every mode. */
  #keys(table: Table, schema: IndexSchema): void {
    const cursor = new TreeCursor(table.indexTree(schema), { onLoss: this.observer.onLoss });
    const keys: Uint8Array[] = [];
    for (let isOn = cursor.first(); isOn && keys.length < 4; isOn = cursor.next()) keys.push(cursor.key());
    if (cursor.last()) keys.push(cursor.key());
    for (const key of keys) {
      for (const mode of ['=', '>=', '>', '<=', '<', 'prefix'] as const) {
        if (cursor.seek(key.subarray(0, mode === 'prefix' ? key.length >> 1 : key.length), mode))
          this.observer.ran('seek');
      }
      cursor.seekBookmark(key, Uint8Array.of(0x7f), '>=');
      cursor.seekFraction(0.5);
    }
    const definition = keyDefinition(schema);
    for (const key of keys) {
      this.observer.attempt(`decode a key of ${schema.name}`, () => {
        decodeKey(definition, key);
        this.observer.ran('index key');
      });
    }
  }

  #seek(table: Table, schema: IndexSchema, row: Row): void {
    const index = new TableIndex(table, schema);
    const values = schema.segments.map(({ column }) => {
      const value = row[column.name];
      return value instanceof UndecodedValue || Array.isArray(value) ? null : (value ?? null);
    }) as Parameters<typeof index.seek>[0];
    if (values.length === 0) return;
    const { onLoss } = this.observer;
    const columns = someColumns(table.schema);
    this.observer.attempt(`seek in ${schema.name}`, () => {
      index.seek(values, { columns });
      index.pointReader({ columns }).get(...values);
      this.observer.ran('search key');
    });
    this.observer.attempt(`range in ${schema.name}`, () => {
      const first = values.slice(0, 1);
      walk(index.rows({ from: first, onLoss, columns }), this.limit, 5);
      walk(index.entries({ from: first, to: first, reverse: true, onLoss }), this.limit, 5);
      this.observer.ran('range');
    });
  }

  /** Which pages the tree of a table owns. */
  #space(tree: Tree): void {
    const { observer } = this;
    const { onLoss } = observer;
    observer.attempt('root header', () => {
      if (readRootHeader(tree).space) observer.ran('space header');
    });
    observer.attempt('owned extents', () => {
      if (walk(ownedExtents(tree, { onLoss }), this.limit) > 0) observer.ran('owned extent');
    });
    observer.attempt('available extents', () => {
      if (walk(availableExtents(tree, { onLoss }), this.limit) > 0) observer.ran('available extent');
    });
    observer.attempt('split buffers', () => {
      // They are mostly empty: what counts is that there are space trees, and theirs were decoded.
      splitBuffers(tree);
      if (spaceTrees(tree)) observer.ran('split buffer');
    });
  }

  #count(things: Iterable<unknown>, most?: number): true {
    walk(things, this.limit, most);
    return true;
  }
}

/** Where it is the way to the rows that counts: a decoder of all columns costs more than the rows of a small table. */
function someColumns({ columns }: TableSchema): string[] {
  return columns.slice(-3).map(({ name }) => name);
}
