import { JetError, logTimeFromDate } from '@esekit/core';
import { EngineInstance, type EngineDatabase, type InstanceOptions } from '@esekit/engine';
import type { Random } from '@esekit/testkit/random';
import type { CrashDisk } from '../disk/crash-disk';
import { Ledger, type Entry } from '../model/ledger';
import type { Change } from '../model/changes';
import type { CrashSettings } from '../settings';
import type { Tally } from '../tally';
import { Names } from './names';
import { refusals } from './refusals';
import { Worker, type OpenTable } from './worker';

/** What the workload knows of a database file. */
export interface KnownDatabase {
  readonly path: string;
  /** `creating`: nobody was told that it is there. */
  state: 'creating' | 'there';
  isAttached: boolean;
}

export const folders = { log: 'log', data: 'data' } as const;

/** Sessions of a round, beside the one that databases are opened with. */
const workersMost = 4;

/** Thrown by an operation that finds nothing to do. */
export class NothingToDo extends Error {}

/** One process after the other on one disk: an instance, its sessions, and what they ought to have left. */
export class World {
  readonly ledger = new Ledger();
  readonly databases = new Map<string, KnownDatabase>();
  readonly problems: string[] = [];
  readonly names = new Names();
  workers: Worker[] = [];
  /** Operations and how they ended, for the story of one seed. */
  trace: ((step: string) => void) | undefined;
  /** Tasks that the engine wants to be run later. */
  tasks: (() => void)[] = [];
  #instance: EngineInstance | undefined;
  #owner: Worker | undefined;
  #time = Date.UTC(2026, 0, 1);

  constructor(
    readonly disk: CrashDisk,
    readonly settings: CrashSettings,
    readonly random: Random,
    readonly tally: Tally,
  ) {
    for (const folder of Object.values(folders)) disk.bare.createDirectorySync(folder);
  }

  get isStopped(): boolean {
    return this.disk.gate.isStopped;
  }

  get instance(): EngineInstance {
    if (this.#instance === undefined) throw new Error('no instance is open');
    return this.#instance;
  }

  /** The session that databases are created, attached and opened with; it has no transactions. */
  get owner(): Worker {
    if (this.#owner === undefined) throw new Error('no instance is open');
    return this.#owner;
  }

  /** Recovers what is on the disk. */
  async open(): Promise<void> {
    this.workers = [];
    this.tasks = [];
    this.names.forgetIds();
    for (const database of this.databases.values()) database.isAttached = false;
    this.#instance = await EngineInstance.open(this.#options());
    this.#owner = new Worker(this.#instance.beginSession(), 'owner');
  }

  /** Begins what works on the databases. */
  beginWorkers(): void {
    const count = 1 + this.random.below(workersMost);
    for (let number = 1; number <= count; number++) {
      const engine = this.instance.beginSession();
      engine.isLazyByDefault = this.random.below(3) === 0;
      this.workers.push(new Worker(engine, `session ${number}`));
    }
  }

  #options(): InstanceOptions {
    const { settings, random, disk } = this;
    return {
      ...settings.options,
      fs: disk.fs,
      logFolder: folders.log,
      now: () => logTimeFromDate(new Date((this.#time += 250))),
      random: () => random.below(2 ** 32),
      ...(settings.hasScheduler ? { schedule: (task: () => void) => void this.tasks.push(task) } : {}),
    };
  }

  /** Runs an operation of the workload, and judges how it ends. */
  async act(name: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
      this.trace?.(`${name}${this.isStopped ? ', cut off' : ''}`);
      if (!this.isStopped) this.tally.count('operations', name);
    } catch (error) {
      if (this.isStopped || error instanceof NothingToDo) return;
      const code = JetError.isInstance(error) ? error.name : undefined;
      this.trace?.(`${name}: ${code}`);
      if (code !== undefined && refusals.has(code)) this.tally.count('refusals', code);
      else this.problems.push(`${name}: ${describeError(error)}`);
    }
  }

  /** A change by one call: part of the session's transaction, or a transaction of its own. */
  change(worker: Worker, change: Change, work: () => void): void {
    this.trace?.(`${worker.name} at level ${worker.levels.length}: ${changeText(change)}`);
    if (worker.levels.length > 0) {
      work();
      worker.note(change);
      return;
    }
    const entry: Entry = { changes: [change], who: `${worker.name}: ${change.do}` };
    this.ledger.submit(entry);
    try {
      work();
    } catch (error) {
      if (!this.isStopped) this.ledger.withdraw(entry);
      throw error;
    }
    this.ledger.published(entry);
    if (!worker.engine.isLazyByDefault) this.acknowledged(entry);
  }

  /** Somebody was promised that a transaction is durable. */
  acknowledged(entry: Entry): void {
    this.ledger.durable(entry);
    this.disk.policy.acknowledged();
  }

  attached(path: string): EngineDatabase {
    const database = this.#instance?.databases.get(path);
    if (database === undefined) throw new NothingToDo(`${path} is not attached`);
    return database;
  }

  /** A database that is attached. */
  somePath(): string {
    const paths = [...this.databases.values()].filter(({ isAttached }) => isAttached).map(({ path }) => path);
    if (paths.length === 0) throw new NothingToDo('nothing is attached');
    return this.random.pick(paths);
  }

  /** A table that the session may see, open. */
  someTable(worker: Worker): OpenTable {
    const path = this.somePath();
    const tables = [...this.ledger.latest.database(path).values()].map(({ name }) => name);
    for (const change of worker.changes) {
      if (change.do === 'createTable' && change.path === path) tables.push(change.name);
    }
    if (tables.length === 0) throw new NothingToDo('there is no table');
    return this.openTable(worker, path, this.random.pick(tables));
  }

  openTable(worker: Worker, path: string, name: string): OpenTable {
    return worker.open(this.attached(path), name, (objid, named) => {
      const table = this.names.tableOf(path, objid);
      if (table !== undefined) return table;
      for (const { number, name: known } of this.ledger.latest.database(path).values()) {
        if (known !== named) continue;
        this.names.noteTable(path, objid, number);
        return number;
      }
      throw new Error(`the model has no table ${named} (object ${objid})`);
    });
  }
}

function changeText(change: Change): string {
  const name = 'name' in change ? ` ${change.name}` : '';
  const row = 'row' in change ? ` row ${change.row}` : '';
  return `${change.do}${name}${row} in table ${change.table} of ${change.path}`;
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n    because of ${describeError(error.cause)}`;
  const place = (error.stack ?? '')
    .split('\n')
    .slice(1, 9)
    .map((line) => line.trim())
    .join('\n      ');
  return `${error.name} ${error.message}\n      ${place}${cause}`;
}
