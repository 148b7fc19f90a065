import type { ModelValue } from './values';

export type ColumnKind = 'Long' | 'Text' | 'Binary' | 'LongBinary' | 'LongText' | 'tags';

/** A column; its number is given once in a run, whatever becomes of it. */
export interface ModelColumn {
  readonly number: number;
  readonly name: string;
  readonly kind: ColumnKind;
  readonly default: ModelValue;
}

export interface ModelIndex {
  readonly name: string;
  /** Names of columns with their signs. */
  readonly key: readonly string[];
}

/** Where a change is: a database by path, a table by a number that is given once in a run. */
interface At {
  readonly path: string;
  readonly table: number;
}

/** Bytes of a long value that an update touches. */
export type LongValueEdit =
  | { readonly kind: 'append'; readonly bytes: Uint8Array }
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly size: number };

/** What a transaction does, one call after the other. */
export type Change = At &
  (
    | {
        readonly do: 'createTable';
        readonly name: string;
        readonly columns: readonly ModelColumn[];
        readonly indexes: readonly ModelIndex[];
      }
    | { readonly do: 'deleteTable' }
    | { readonly do: 'renameTable'; readonly name: string }
    | { readonly do: 'addColumn'; readonly column: ModelColumn }
    | { readonly do: 'deleteColumn'; readonly column: number }
    | { readonly do: 'createIndex'; readonly index: ModelIndex }
    | { readonly do: 'deleteIndex'; readonly name: string }
    | {
        readonly do: 'insert';
        readonly row: number;
        readonly values: ReadonlyMap<number, ModelValue>;
      }
    | {
        readonly do: 'replace';
        readonly row: number;
        readonly values: ReadonlyMap<number, ModelValue>;
      }
    | { readonly do: 'edit'; readonly row: number; readonly column: number; readonly edit: LongValueEdit }
    | { readonly do: 'add'; readonly row: number; readonly column: number; readonly delta: number }
    | { readonly do: 'delete'; readonly row: number }
  );
