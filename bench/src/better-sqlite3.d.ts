/** The part of better-sqlite3 that the benchmarks use; the package brings no types. */
declare module 'better-sqlite3' {
  interface Statement {
    run(...values: unknown[]): unknown;
    get(...values: unknown[]): unknown;
  }

  interface BackupProgress {
    readonly totalPages: number;
    readonly remainingPages: number;
  }

  export default class Database {
    constructor(path: string, options?: { readonly readonly?: boolean });
    exec(sql: string): this;
    prepare(sql: string): Statement;
    pragma(text: string, options?: { readonly simple?: boolean }): unknown;
    backup(
      target: string,
      options?: { readonly progress?: (progress: BackupProgress) => number },
    ): Promise<BackupProgress>;
    /** A function that runs another one inside of a transaction. */
    transaction(work: () => void): () => void;
    close(): this;
  }
}
