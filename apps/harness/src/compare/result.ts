/** State, page size and version of a database file at the end of a scenario. */
export interface HeaderResult {
  /** Such as CleanShutdown. */
  readonly state: string;
  /** In bytes. */
  readonly pageSize: number;
  /** Format version, hexadecimal, and its update, decimal: `620.290`. */
  readonly version: string;
}

/** What a scenario leaves behind besides its trace and its dumps. */
export interface ScenarioResult {
  /** Of each process: 99 crash or exit, 98 an end with a live instance, 0 a normal end. */
  readonly exits: readonly number[];
  /** Lines of the trace. */
  readonly commands: number;
  /** By path below the folder, with `/`. */
  readonly headers: Readonly<Record<string, HeaderResult>>;
}
