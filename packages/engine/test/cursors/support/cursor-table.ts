import { Cursor } from '../../../src/cursors';
import { IndexObject, nameKey } from '../../../src/schema/index-object';
import { TableLocks } from '../../../src/schema/table-locks';
import type { TableAccess } from '../../../src/schema/table-locks';
import { columnBytes, keyGrbit, type ColumnValue } from '../../../src/keys';
import { seekGrbit } from '../../../src/cursors';
import { setFlag } from '../../../src/records/write';
import { prepareKind } from '../../../src/cursors/update';
import type { TestTableRequest } from '../update/support/test-schema';
import { hexOf, TestTable } from '../update/support/test-table';
import { inLevel } from '../../live/support/tree-session';
import type { Session } from '../../../src/transactions';

/** A session as far as cursors know one. */
export class TestSession {
  readonly cursors = new Set<unknown>();

  constructor(readonly session: Session) {}

  get level(): number {
    return this.session.level;
  }

  atomically<T>(work: () => T): T {
    return inLevel(this.session, work);
  }

  begin(): void {
    this.session.begin();
  }

  commit(): void {
    this.session.commit();
  }

  rollback(): void {
    this.session.rollback();
  }
}

/** A table with real trees, that cursors can be opened on: what the catalog would give, without a catalog. */
export class CursorTable extends TestTable {
  readonly locks = new TableLocks(() => 'T');
  readonly chunkSize = 4014;
  readonly name = { newestBy: undefined };
  readonly indexes: readonly IndexObject[];
  readonly byName: ReadonlyMap<string, IndexObject>;

  constructor(request: TestTableRequest) {
    super(request);
    const trees = [this.primary, ...this.secondary].filter((index) => index !== undefined);
    this.indexes = trees.map(({ schema, tree }) => new IndexObject(schema, tree as never));
    this.byName = new Map(this.indexes.map((index) => [nameKey(index.name), index]));
  }

  get database(): { readonly pageSize: number } {
    return this.host;
  }

  view(): object {
    return {
      schema: this.schema,
      shape: this.shape,
      indexes: this.indexes,
      primary: this.indexes.find(({ isPrimary }) => isPrimary),
      index: (name: string) => {
        const index = this.byName.get(nameKey(name));
        if (index === undefined) throw Object.assign(new Error(name), { name: 'JET_errIndexNotFound' });
        return index;
      },
    };
  }

  override openSession(): never {
    throw new Error('see begin()');
  }

  newSession(): TestSession {
    return new TestSession(this.host.transactions.openSession());
  }

  open(session: TestSession, access?: TableAccess): TestedCursor {
    return new TestedCursor(new Cursor(session as never, this as never, access), this);
  }
}

/** A cursor with the short words of the scenario language. */
export class TestedCursor {
  constructor(
    readonly cursor: Cursor,
    readonly table: CursorTable,
  ) {}

  insert(values: Readonly<Record<string, ColumnValue | readonly ColumnValue[]>>): string {
    const { updates } = this.cursor;
    updates.prepare(prepareKind.insert);
    return this.#post(values);
  }

  replace(values: Readonly<Record<string, ColumnValue | readonly ColumnValue[]>>): string {
    this.cursor.updates.prepare(prepareKind.replace);
    return this.#post(values);
  }

  #post(values: Readonly<Record<string, ColumnValue | readonly ColumnValue[]>>): string {
    for (const [name, value] of Object.entries(values)) {
      const all = Array.isArray(value) ? (value as readonly ColumnValue[]) : [value as ColumnValue];
      all.forEach((one, i) => {
        const isEmpty = one === '' || (one instanceof Uint8Array && one.length === 0);
        const options = { grbit: isEmpty ? setFlag.zeroLength : 0, itag: i === 0 ? 1 : 0 };
        this.cursor.updates.setValue(this.table.shape.columnNamed(name), one, options);
      });
    }
    return hexOf(this.cursor.updates.update());
  }

  key(...values: ColumnValue[]): this {
    return this.keyWith(0, ...values);
  }

  keyWith(limit: number, ...values: ColumnValue[]): this {
    const segments = this.cursor.order?.definition.segments ?? [];
    values.forEach((value, i) => {
      const bytes = columnBytes(segments[i]!.column, value);
      const grbit = (i === 0 ? keyGrbit.newKey : 0) | (i === values.length - 1 ? limit : 0);
      this.cursor.makeKey(bytes, grbit | (bytes?.length === 0 ? keyGrbit.keyDataZeroLength : 0));
    });
    return this;
  }

  /** Selects an index (`-` is the primary one) and seeks, as the scenario language does. */
  seek(index: string, values: readonly ColumnValue[], mode: number = seekGrbit.eq): string | undefined {
    this.cursor.setCurrentIndex(index === '-' ? undefined : index);
    this.key(...values);
    return this.cursor.seek(mode);
  }

  column(name: string): number {
    return this.table.shape.columnNamed(name).schema.columnid;
  }

  /** A column as a hex string; `null` when it is NULL. */
  hex(name: string, options = {}): string | null {
    const { place, warning } = this.cursor.retrieveColumn(this.column(name), options);
    return warning === 'JET_wrnColumnNull' ? null : hexOf(place.copy());
  }

  long(name: string): number | null {
    const { place, warning } = this.cursor.retrieveColumn(this.column(name));
    if (warning === 'JET_wrnColumnNull') return null;
    return new DataView(place.copy().buffer).getInt32(0, true);
  }

  text(name: string, options = {}): string | null {
    const hex = this.hex(name, options);
    return hex === null ? null : Buffer.from(hex, 'hex').toString('latin1');
  }

  /** Where the cursor stands, as the scenario language prints it: bookmark and key, or what they throw. */
  get at(): string {
    const bookmark = attempt(() => hexOf(this.cursor.getBookmark()));
    const key = attempt(() => hexOf(this.cursor.retrieveKey()));
    return key === bookmark || key.startsWith('JET_') ? bookmark : `${bookmark} ${key}`;
  }

  /** All entries from the first to the last, or the other way round. */
  scan(index: string, isBackwards = false): string[] {
    const { cursor } = this;
    cursor.setCurrentIndex(index === '-' ? undefined : index);
    const found: string[] = [];
    for (let isOn = isBackwards ? cursor.last() : cursor.first(); isOn;) {
      found.push(this.at);
      isOn = isBackwards ? cursor.previous() : cursor.next();
    }
    return found;
  }

  /** Entries from the current one on. */
  walk(isBackwards = false): string[] {
    const found: string[] = [];
    do found.push(this.at);
    while (isBackwards ? this.cursor.previous() : this.cursor.next());
    return found;
  }
}

export function attempt(act: () => string): string {
  try {
    return act();
  } catch (error) {
    return (error as Error).name;
  }
}

/** The table of the scenarios: eight records, several with the same `v` and `t`. */
export const eightRows: TestTableRequest = {
  columns: [
    { name: 'id', type: 'long' },
    { name: 'v', type: 'long' },
    { name: 't', type: 'text' },
  ],
  indexes: [
    { name: 'PK', key: '+id', flags: ['primary'] },
    { name: 'ixv', key: '+v' },
    { name: 'ixt', key: '+t', flags: ['allowFirstNull', 'allowSomeNulls'] },
  ],
};

export function filledTable(): { table: CursorTable; session: TestSession; cursor: TestedCursor } {
  const table = new CursorTable(eightRows);
  const session = table.newSession();
  const filler = table.open(session);
  const rows: readonly (readonly [number, string | null])[] = [
    ...([
      [10, 'w1'],
      [10, 'w2'],
      [20, 'w0'],
      [20, null],
      [30, 'w2'],
      [30, 'w0'],
      [40, 'w1'],
      [40, 'w2'],
    ] as const),
  ];
  session.begin();
  rows.forEach(([v, t], i) => filler.insert({ id: i + 1, v, t }));
  session.commit();
  filler.cursor.close();
  return { table, session, cursor: table.open(session) };
}

/** Bookmark and key of row `id` of that table. */
export const bm = (id: number): string => `7f8000000${id}`;

export { hexOf };
