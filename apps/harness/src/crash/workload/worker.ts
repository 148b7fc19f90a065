import type { EngineDatabase, EngineSession } from '@esekit/engine';
import { InstanceSession, InstanceTable, Cursor } from '@esekit/engine';
import type { Change } from '../model/changes';

/** A table that a session has open, and its number in the model. */
export interface OpenTable {
  readonly table: InstanceTable<object>;
  readonly number: number;
  readonly path: string;
}

/** A session of the workload: what it has open, and what its transaction has done so far. */
export class Worker {
  readonly api: InstanceSession;
  /** Changes by level. */
  readonly levels: Change[][] = [];
  readonly #tables = new Map<string, OpenTable>();

  constructor(
    readonly engine: EngineSession,
    readonly name: string,
  ) {
    this.api = new InstanceSession(engine);
  }

  /** Changes that are not committed. */
  get changes(): readonly Change[] {
    return this.levels.flat();
  }

  begin(): void {
    this.engine.begin();
    this.levels.push([]);
  }

  note(change: Change): void {
    this.levels.at(-1)!.push(change);
  }

  rollback(): void {
    this.closeTables();
    this.engine.rollback();
    this.levels.pop();
  }

  /** Commits a level that is not the outermost. */
  commitInner(): void {
    this.engine.commitLazily();
    const inner = this.levels.pop()!;
    this.levels.at(-1)!.push(...inner);
  }

  open(database: EngineDatabase, name: string, numberOf: (objid: number, name: string) => number): OpenTable {
    const key = `${database.path}/${name}`;
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const object = database.catalog.open(this.engine, name);
    const opening = object.locks.open(this.engine.session, {});
    let cursor: Cursor;
    try {
      cursor = new Cursor(this.engine, object);
    } catch (error) {
      object.locks.close(opening);
      throw error;
    }
    const table = new InstanceTable<object>(this.engine, database, cursor, opening);
    const open = { table, number: numberOf(object.objid, name), path: database.path };
    this.#tables.set(key, open);
    return open;
  }

  closeTables(): void {
    for (const { table } of this.#tables.values()) table.close();
    this.#tables.clear();
  }
}
