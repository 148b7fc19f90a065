import { availableExtents, ownedExtents, readRootHeader, splitBuffers, TreeCursor, type Tree } from '@esekit/btree';
import { coltypNames, keyDefinition, UndecodedValue, type Database, type IndexSchema, type Row, type Table, type TableSchema } from '../src/index';
import { decodeKey } from '../src/keys';
import { exerciseLongValues, exerciseRecords } from './exercise-records';
import type { Observer } from './observer';
import type { StepLimit } from './step-limit';

/** Reads a mutated database in every way there is. */
export class Exercise {
  constructor(
    readonly database: Database,
    readonly observer: Observer,
    readonly limit: StepLimit,
  ) {}

  /** What the catalog says, of every table. */
  schema(): void {
    for (const table of this.database.tables) {
      for (const index of table.indexes) this.observer.attempt(`key of ${index.name}`, () => keyDefinition(index));
      if (table.columns.some(({ isTemplate }) => isTemplate)) this.observer.ran('template column');
    }
    if (this.database.catalog.from === 'shadow') this.observer.ran('shadow catalog');
    else if (this.database.catalog.mainError) this.observer.ran('catalog with losses');
  }

  /** Everything of one table. */
  table(schema: TableSchema): void {
    // Not looked up by its name: two tables may have the same one now.
    const table = this.#table(schema);
    for (const onLoss of [undefined, this.observer.onLoss]) {
      for (const reverse of [false, true]) {
        this.observer.attempt(`rows of ${schema.name}, ${reverse ? 'backward' : 'forward'}`, () =>
          this.#rows(table, table.rows({ onLoss, reverse })),
        );
      }
    }
    exerciseRecords(table, this.observer, this.limit);
    exerciseLongValues(table, this.observer, this.limit);
    this.#space(table.tree);
    for (const index of schema.indexes) this.#index(table, index);
  }

  #table(schema: TableSchema): Table {
    const table = this.database.table(schema.name);
    if (table.schema === schema) return table;
    this.observer.log(`  two tables are called ${schema.name}`);
    return table;
  }

  #rows(table: Table, rows: Iterable<Row>): void {
    const types = new Map(table.schema.columns.map(({ name, coltyp }) => [name, coltyp]));
    for (const row of rows) {
      this.limit.step();
      for (const name of Object.keys(row)) {
        const value = row[name];
        if (value instanceof UndecodedValue) this.observer.ran('value not decoded');
        else this.observer.ran(`type ${coltypNames[types.get(name)!] ?? 'unknown'}`);
      }
    }
  }

  /** Entries, and rows by way of them, in both directions; then seeks with values and keys that are there. */
  #index(table: Table, schema: IndexSchema): void {
    const { observer } = this;
    const index = table.index(schema.name);
    const { onLoss } = observer;
    observer.attempt(`entries of ${schema.name}`, () => this.#count(index.entries()));
    observer.attempt(`entries of ${schema.name}, backward`, () => this.#count(index.entries({ reverse: true, onLoss })));
    // Rows by way of the primary index are those of the table, which were read already.
    if (!schema.isPrimary) {
      observer.attempt(`rows by ${schema.name}`, () => this.#count(index.rows()));
      observer.attempt(`rows by ${schema.name}, backward`, () => this.#count(index.rows({ reverse: true, onLoss })));
    }
    observer.attempt(`keys of ${schema.name}`, () => this.#keys(table, schema));
    for (const row of this.#someRows(table)) this.#seek(table, schema, row);
  }

  #someRows(table: Table): Row[] {
    const rows: Row[] = [];
    this.observer.attempt(`first rows of ${table.name}`, () => {
      for (const row of table.rows({ onLoss: () => {} })) if (rows.push(row) === 3) break;
    });
    return rows;
  }

  /** Decodes some keys, and looks for each in every mode. */
  #keys(table: Table, schema: IndexSchema): void {
    const cursor = new TreeCursor(table.indexTree(schema), { onLoss: this.observer.onLoss });
    const keys: Uint8Array[] = [];
    for (let isOn = cursor.first(); isOn && keys.length < 4; isOn = cursor.next()) keys.push(cursor.key());
    if (cursor.last()) keys.push(cursor.key());
    for (const key of keys) {
      for (const mode of ['=', '>=', '>', '<=', '<', 'prefix'] as const) {
        if (cursor.seek(key.subarray(0, mode === 'prefix' ? key.length >> 1 : key.length), mode)) this.observer.ran('seek');
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
    const index = table.index(schema.name);
    const values = schema.segments.map(({ column }) => {
      const value = row[column.name];
      return value instanceof UndecodedValue || Array.isArray(value) ? null : (value ?? null);
    }) as Parameters<typeof index.seek>[0];
    if (values.length === 0) return;
    const { onLoss } = this.observer;
    this.observer.attempt(`seek in ${schema.name}`, () => {
      index.seek(values);
      this.observer.ran('search key');
    });
    this.observer.attempt(`range in ${schema.name}`, () => {
      const first = values.slice(0, 1);
      let rows = 0;
      for (const _ of index.rows({ from: first, onLoss })) if (++rows === 5) break;
      for (const _ of index.entries({ from: first, to: first, reverse: true, onLoss })) if (++rows === 10) break;
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
      for (const _ of ownedExtents(tree, { onLoss })) observer.ran('owned extent');
    });
    observer.attempt('available extents', () => {
      for (const _ of availableExtents(tree, { onLoss })) observer.ran('available extent');
    });
    observer.attempt('split buffers', () => {
      for (const _ of splitBuffers(tree)) observer.ran('split buffer');
    });
  }

  #count(things: Iterable<unknown>): void {
    for (const _ of things) this.limit.step();
  }
}
