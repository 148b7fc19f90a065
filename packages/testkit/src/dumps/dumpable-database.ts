/**
 * What the dumps need of an open database. The engine's own classes have this shape; they are described here
 * and not imported, because the tests of every layer use this package, those below the engine too.
 */
export interface DumpableDatabase {
  readonly tables: readonly { readonly name: string }[];
  table(name: string): DumpableTable;
}

export interface DumpableTable {
  readonly schema: DumpableSchema;
  reader(): DumpableReader;
  cursor(): DumpableCursor;
  index(name: string): {
    entries(): Iterable<{ readonly key: Uint8Array; readonly bookmark: Uint8Array }>;
  };
}

export interface DumpableSchema {
  readonly name: string;
  readonly flags: number;
  readonly columns: readonly DumpableColumn[];
  readonly indexes: readonly DumpableIndex[];
}

export interface DumpableColumn {
  readonly name: string;
  readonly columnid: number;
  readonly coltyp: number;
  readonly kind: 'fixed' | 'variable' | 'tagged';
  readonly codePage: number;
  readonly cbMax: number;
  readonly flags: number;
}

export interface DumpableIndex {
  readonly name: string;
  readonly flags: number;
  readonly isPrimary: boolean;
  readonly segments: readonly {
    readonly column: { readonly name: string };
    readonly descending: boolean;
  }[];
}

export interface DumpableCursor {
  next(): boolean;
  key(): Uint8Array;
}

/** `never` where the engine's own types go in and out again unseen. */
export interface DumpableReader {
  readonly finder: {
    readonly place: { readonly bytes: Uint8Array; readonly start: number; readonly length: number };
    count(record: never, column: never): number;
    find(record: never, column: never, itag: number): unknown;
  };
  read(cursor: never): unknown;
}
