import {
  JetError,
  lgposMin,
  type FileSystem,
  type JetErrorName,
  type Lgpos,
  type LogTime,
  type Signature,
} from '@esekit/core';
import { checkpointHasAttachments } from '@esekit/log';
import type { RecoveryResult } from '@esekit/log/recovery';
import type { AttachContext } from '../attached/attach-context';
import { attachDatabase } from '../attached/attach-database';
import { createDatabase } from '../attached/create-database';
import { DatabaseSlots } from '../attached/database-slots';
import { detachDatabase } from '../attached/detach-database';
import type { EngineDatabase } from '../attached/engine-database';
import type { OpenDatabase } from '../attached/open-database';
import { requireNoTransaction } from '../attached/requirements';
import { TreeChanges } from '../live';
import { Transactions } from '../transactions';
import { Background } from './background';
import { CheckpointKeeper } from './checkpoint-keeper';
import { EngineSession } from './engine-session';
import { endInstance } from './end-instance';
import { FolderLock } from './folder-lock';
import { formatChoice } from './format-choice';
import { Health } from './health';
import { InstanceEvents } from './instance-events';
import type {
  AttachDatabaseOptions,
  AttachResult,
  CreateDatabaseOptions,
  InstanceOptions,
  OpenDatabaseOptions,
  TermKind,
} from './instance-options';
import { LogStream } from './log-stream';
import { logWriterOptions, newSignature, streamNames } from './log-stream-options';
import { recoverLogs } from './recover-logs';
import { settings } from './settings';
import { TransactionRecords } from './transaction-records';

/** A running instance: one log, up to six databases, sessions (32 §2). */
export class EngineInstance {
  readonly transactions: Transactions;
  /** What recovery did when the instance started; `undefined` without logs. */
  readonly recovered: RecoveryResult | undefined;
  readonly sessions: ReadonlySet<EngineSession>;
  readonly #sessions = new Set<EngineSession>();
  readonly #slots = new DatabaseSlots();
  readonly #events: InstanceEvents;
  readonly #health: Health;
  readonly #lock: FolderLock | undefined;
  readonly #log: LogStream | undefined;
  readonly #keeper: CheckpointKeeper | undefined;
  readonly #background: Background;

  private constructor(
    readonly options: InstanceOptions,
    recovered: RecoveryResult | undefined,
    lock: FolderLock | undefined,
    events: InstanceEvents,
  ) {
    this.sessions = this.#sessions;
    this.recovered = recovered;
    this.#lock = lock;
    this.#events = events;
    this.#health = new Health(events);
    if (recovered !== undefined) {
      this.#log = this.#openLog(recovered);
      this.#keeper = this.#makeKeeper(recovered, this.#log);
    }
    const log = this.#log;
    const changes = new TreeChanges();
    this.transactions = new Transactions({
      ...options,
      changes,
      cleanUp: changes,
      journal: log && new TransactionRecords(log),
      generationsMost: settings(options).checkpointTooDeep,
    });
    this.#background = new Background(options.schedule, this.transactions, this.#keeper, (error) => {
      const text = `clean-up or a checkpoint was put off: ${error.name}, ${error.message}`;
      options.onEvent?.({ kind: 'note', path: options.logFolder, text });
    });
  }

  /**
   * Recovers the databases of the logs and begins a run on them.
   *
   * @throws JET_errFileAccessDenied when another process runs on the folders; everything that recovery ends with
   */
  static async open(options: InstanceOptions): Promise<EngineInstance> {
    formatChoice(settings(options).formatVersion);
    const events = new InstanceEvents(options.onEvent);
    events.write(102, `the engine starts an instance in ${options.logFolder}`, 0);
    const isLogged = options.isLogged ?? true;
    const lock = isLogged ? FolderLock.take(options) : undefined;
    try {
      const recovered = isLogged ? await recoverLogs(options) : undefined;
      const instance = new EngineInstance(options, recovered, lock, events);
      instance.#begin();
      events.write(105, `the instance in ${options.logFolder} has started`, 0);
      return instance;
    } catch (error) {
      lock?.release();
      throw error;
    }
  }

  /** Attached ones, by the path they were attached with. */
  get databases(): ReadonlyMap<string, EngineDatabase> {
    return this.#slots.byPath;
  }

  get fs(): FileSystem {
    return this.options.fs;
  }

  now(): LogTime {
    return this.options.now();
  }

  /** Of its log; `undefined` without one. */
  get signLog(): Signature | undefined {
    return this.#log?.header.signLog;
  }

  /** The generation that is being written. */
  get lGeneration(): number | undefined {
    return this.#log?.lGeneration;
  }

  get lgposCheckpoint(): Lgpos | undefined {
    return this.#keeper?.lgpos;
  }

  /**
   * Goes on to the next generation of the log.
   *
   * @param records what the one before ends with
   * @returns the generation before
   * @throws JET_errLoggingDisabled without a log
   */
  beginGeneration(...records: Uint8Array[]): number {
    const log = this.#log;
    if (log === undefined) throw new JetError('JET_errLoggingDisabled', 'the instance has no log');
    if (records.length > 0) log.append(...records);
    const { lGeneration } = log;
    log.rollOver();
    return lGeneration;
  }

  /** JetIdle: clean-up as far as it goes. */
  idle(): void {
    this.requireUsable();
    this.#background.cleanUpAll();
    this.settle();
  }

  /** @throws JET_errOutOfSessions */
  beginSession(): EngineSession {
    this.requireUsable();
    const session = new EngineSession(this, this.transactions.openSession());
    this.#sessions.add(session);
    return session;
  }

  /** Creates, attaches and opens; see 32 §4.1 for the errors and their order. */
  async createDatabase(
    session: EngineSession,
    path: string,
    options: CreateDatabaseOptions = {},
  ): Promise<OpenDatabase> {
    this.#requireCall(session);
    return this.#holdingCheckpoint(() => {
      createDatabase(this.#context, session, path, options);
      return this.openDatabase(session, path);
    });
  }

  /** 32 §4.2. */
  async attachDatabase(
    session: EngineSession,
    path: string,
    options: AttachDatabaseOptions = {},
  ): Promise<AttachResult> {
    this.#requireCall(session);
    return this.#holdingCheckpoint(() => attachDatabase(this.#context, session, path, options));
  }

  /**
   * 32 §4.3.
   *
   * @param path without it all of them
   */
  async detachDatabase(session: EngineSession, path?: string): Promise<void> {
    this.#requireCall(session);
    const databases = path === undefined ? [...this.databases.values()] : [this.#find(path)];
    for (const { opens, path: name } of databases) {
      if (opens.count > 0) throw new JetError('JET_errDatabaseInUse', `${name} is open`);
    }
    this.#background.cleanUpAll();
    for (const database of databases) {
      this.#holdingCheckpoint(() => {
        detachDatabase(this.#context, session, database);
      });
    }
    this.#keeper?.advanceFully();
    if (this.#keeper !== undefined) this.#slots.forgetBefore(this.#keeper.lgpos);
  }

  /** 32 §4.4. */
  openDatabase(session: EngineSession, path: string, options: OpenDatabaseOptions = {}): OpenDatabase {
    session.session.calls.check();
    this.requireUsable();
    const database = this.#find(path);
    const { isExclusive = false, isReadOnly = false } = options;
    const open = { database, session, isExclusive, isReadOnly: isReadOnly || database.isReadOnly };
    database.opens.add(open);
    session.openDatabases.add(open);
    return open;
  }

  /** @throws JET_errDatabaseNotFound when it is not open any more */
  closeDatabase(open: OpenDatabase): void {
    if (!open.session.openDatabases.delete(open)) {
      throw new JetError('JET_errDatabaseNotFound', `${open.database.path} is not open by the session`);
    }
    open.database.opens.remove(open);
  }

  /**
   * Ends the instance (32 §2.3). `complete` and `abrupt` leave clean databases, `dirty` leaves them as a crash
   * would.
   *
   * @returns JET_errDirtyShutdown of a dirty one
   * @throws JET_errTooManyActiveUsers when a session is inside of a transaction: the instance goes on
   */
  async term(kind: TermKind = 'complete'): Promise<'JET_errSuccess' | JetErrorName> {
    this.#health.requireRunning();
    if (kind !== 'dirty') this.#requireIdle();
    this.#health.beginTerm();
    try {
      await this.#log?.flushLater().catch(() => undefined);
      return endInstance({
        kind,
        context: this.#context,
        health: this.#health,
        background: this.#background,
        sessions: this.#sessions,
      });
    } finally {
      this.#health.end();
      this.#lock?.release();
    }
  }

  /** JetStopService: from here on only what ends something is allowed; `isStopped` false is the resume. */
  stopService(isStopped = true): void {
    this.#health.requireRunning();
    this.#health.isStopped = isStopped;
    if (isStopped && this.#keeper !== undefined) this.#keeper.depth = depthWhenStopped;
  }

  /**
   * What calls ask first (32 §2).
   *
   * @throws JET_errClientRequestToStopJetService, JET_errInstanceUnavailable, JET_errTermInProgress,
   *   JET_errNotInitialized
   */
  requireUsable(): void {
    this.#health.requireUsable();
  }

  /**
   * What every change asks first.
   *
   * @throws JET_errInstanceUnavailable, JET_errLogDiskFull, JET_errCheckpointDepthTooDeep
   */
  requireWritable(): void {
    this.#health.requireWritable();
    this.#keeper?.requireDepth(settings(this.options).checkpointTooDeep);
  }

  /** A write has failed, and nobody knows what is on disk: nothing goes on from here (32 §2). */
  fail(error: JetError): void {
    this.#health.fail(error);
  }

  /** No operation is under way: what the log has is in the pages. */
  noteQuiet(): void {
    this.#log?.noteQuiet();
  }

  /**
   * Where a replay of what is going on now would have to begin: before the operation, and before its transaction,
   * as records of a session whose beginning was not seen are passed over (23 §4.3).
   */
  get replayStart(): number {
    const quiet = this.#log?.quietSegment ?? 0;
    return Math.min(quiet, this.transactions.oldestBegin0Segment ?? quiet);
  }

  /** Between two calls: clean-up and checkpoint get their turn. */
  settle(): void {
    this.#log?.noteQuiet();
    if (this.#health.mayWrite) this.#background.turn();
  }

  /** Waits until all that was committed is durable; whoever waits meanwhile shares the sync. */
  flushLater(): Promise<void> {
    return this.#log?.flushLater() ?? Promise.resolve();
  }

  flushNow(): void {
    this.#log?.flushFilled();
  }

  /** A session has ended. */
  sessionEnded(session: EngineSession): void {
    this.#sessions.delete(session);
  }

  get #context(): AttachContext {
    const { options } = this;
    const { pageSize, formatVersion } = settings(options);
    return {
      instance: this,
      fs: options.fs,
      pageSize,
      format: formatChoice(formatVersion),
      slots: this.#slots,
      events: this.#events,
      onEvent: options.onEvent,
      log: this.#log,
      keeper: this.#keeper,
      now: () => options.now(),
      sign: () => newSignature(options.random, options.now),
    };
  }

  #openLog(recovered: RecoveryResult): LogStream {
    const { options } = this;
    const host = {
      attachments: (at: Parameters<DatabaseSlots['attachments']>[0]) => this.#slots.attachments(at),
      lgposCheckpoint: () => this.#keeper?.lgpos ?? lgposMin,
      rolledOver: (header: LogStream['header']) => {
        this.#log?.noteGeneration(header);
        for (const database of this.#slots.logged())
          database.noteGeneration(header.lGeneration, header.tmCreate);
        this.#keeper?.noteRollOver();
      },
      beforeInstall: (path: string) => this.#lock?.lockNextLog(path),
      reserveUsed: () => {
        this.#health.isLogDiskFull = true;
      },
    };
    const writer = logWriterOptions(options, recovered.stream, host);
    return LogStream.open(writer, recovered, (error) => {
      this.fail(error);
    });
  }

  #makeKeeper(recovered: RecoveryResult, log: LogStream): CheckpointKeeper {
    const { options } = this;
    const { systemFolder, checkpointDepth: depth, isCircular } = settings(options);
    return new CheckpointKeeper(
      {
        fs: options.fs,
        systemFolder,
        logFolder: options.logFolder,
        names: streamNames(options, recovered.stream),
        log,
        depth,
        isCircular,
        databases: () => this.#slots.logged(),
        attachments: (at) => this.#slots.attachments(at),
        oldestBegin0Segment: () => this.transactions.oldestBegin0Segment,
      },
      lgposMin,
    );
  }

  #begin(): void {
    const log = this.#log;
    if (log === undefined) return;
    const lgposInit = log.begin();
    log.prepareReserveLogs();
    this.#keeper!.write(lgposInit, checkpointHasAttachments);
    this.#lock!.lockFolders(this.options);
    log.noteQuiet();
  }

  /** What the calls about databases ask first. */
  #requireCall(session: EngineSession): void {
    session.session.calls.check();
    this.requireUsable();
    requireNoTransaction(session);
  }

  #requireIdle(): void {
    // A rollback that cannot be logged leaves a session inside; recovery ends that.
    if (this.#health.failure !== undefined) return;
    for (const { session } of this.#sessions) {
      if (session.level === 0 && !session.calls.isPending) continue;
      throw new JetError('JET_errTooManyActiveUsers', 'a session is inside of a transaction', {
        hint: 'Commit it or roll it back.',
      });
    }
  }

  #find(path: string): EngineDatabase {
    const database = this.#slots.byPath.get(path);
    if (database !== undefined) return database;
    throw new JetError('JET_errDatabaseNotFound', `${path} is not attached`);
  }

  #holdingCheckpoint<T>(work: () => T): T {
    return this.#keeper === undefined ? work() : this.#keeper.hold(work);
  }
}

/** JET_paramCheckpointDepthMax after JetStopService, so that the end is quick (32 §2.4). */
const depthWhenStopped = 16_384;
