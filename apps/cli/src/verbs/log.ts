import { compareLgpos, JetError, limits, type JetErrorName, type Lgpos } from '@esekit/core';
import {
  decodeRecord,
  recordTypeNumber,
  verifyChain,
  verifyLog,
  type DecodedRecord,
  type LogRecord,
  type LogVerification,
} from '@esekit/log';
import type { Command } from 'commander';
import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { errorLine, errorReport, readingInput, reportFailure } from '../failure';
import { findLogs, type LogFile } from '../log/log-files';
import { LogSummary } from '../log/log-summary';
import { recordJson, recordText } from '../log/record-lines';
import { rangeOf, type RecordRange } from '../log/record-range';
import { typesOf } from '../log/record-types';
import type { TableFilter } from '../log/table-trees';
import { jsonText, printJson } from '../output/json';
import { progressDisplay, type ProgressDisplay } from '../output/progress';
import { styleFor } from '../output/style';
import { count } from '../output/text';
import { TextPipe } from '../output/text-pipe';

export interface LogCommandOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly table: readonly string[];
  readonly type: readonly string[];
  readonly summary?: boolean;
}

/** What is wrong with a log, or with the row of them. */
interface FoundProblem {
  readonly path: string;
  readonly error: JetErrorName;
  readonly text: string;
  readonly lgpos?: Lgpos;
  readonly segment?: number;
}

const { CreateDB, AttachDB } = recordTypeNumber;

/** `log`: the records of logs, decoded, and what is damaged in them. */
export async function showLog(
  path: string,
  options: LogCommandOptions,
  env: Environment,
  command: Command,
): Promise<ExitCode> {
  const range = rangeOf(command, options);
  const types = typesOf(command, options.type);
  const progress = await progressDisplay(env, options.quiet === true);
  const pipe = new TextPipe(env.stdout);
  try {
    const found = await findLogs(env.fs, path);
    const files = found.filter((file) => mayReach(file, range));
    const tables = await tablesOf(env, path, options);
    const display = new Display(env, pipe, options, found.length > 1);
    const problems = await showAll(env, files, { range, types, tables }, display, progress);
    progress.stop();
    display.finish(path, problems);
    return reportProblems(env, problems);
  } catch (failure) {
    progress.stop();
    pipe.flush();
    return reportFailure(env, failure, options.json === true, { path }, readingInput);
  }
}

async function tablesOf(
  env: Environment,
  path: string,
  { table }: LogCommandOptions,
): Promise<TableFilter | undefined> {
  if (table.length === 0) return undefined;
  const isFolder = (await env.fs.stat(path))?.kind === 'directory';
  const { findTables } = await import('../log/table-trees');
  return findTables(env, isFolder ? path : env.fs.directoryName(path), table);
}

/** Which records are wanted. */
interface Choice {
  readonly range: RecordRange;
  readonly types: ReadonlySet<number> | undefined;
  readonly tables: TableFilter | undefined;
}

function mayReach({ generation }: LogFile, { from, to }: RecordRange): boolean {
  return generation === undefined || (generation >= from.lGeneration && generation <= to.lGeneration);
}

async function showAll(
  env: Environment,
  files: readonly LogFile[],
  choice: Choice,
  display: Display,
  progress: ProgressDisplay,
): Promise<FoundProblem[]> {
  const logs: LogVerification[] = [];
  const problems: FoundProblem[] = [];
  const bytesTotal = files.reduce((sum, { size }) => sum + size, 0);
  let bytesDone = 0;
  for (const file of files) {
    if (env.signal.aborted) throw new JetError('JET_errClientRequestToStopJetService', 'interrupted');
    progress.sink?.({ subject: file.path, bytesDone, bytesTotal });
    choice.tables?.startLog(file.header?.attachments ?? []);
    display.startLog(file);
    const log = await verifyLog(env.fs, file.path, {
      record: (record) => showRecord(record, file, choice, display, problems),
    });
    problems.push(...log.problems.map((problem) => ({ path: file.path, ...problem })));
    logs.push(log);
    bytesDone += file.size;
  }
  for (const { error, text } of verifyChain(logs).problems) {
    problems.push({ path: env.fs.directoryName(files[0]!.path), error, text });
  }
  return problems;
}

function showRecord(
  record: LogRecord,
  file: LogFile,
  { range, types, tables }: Choice,
  display: Display,
  problems: FoundProblem[],
): void {
  const { type } = record;
  const isAttachment = tables !== undefined && (type === CreateDB || type === AttachDB);
  if (!isAttachment && types !== undefined && !types.has(type)) return;
  let decoded: DecodedRecord | undefined;
  if (tables !== undefined || display.needsFields) {
    try {
      decoded = decodeRecord(record, file.header);
    } catch (failure) {
      if (!JetError.isInstance(failure)) throw failure;
      const { name: error, message: text } = failure;
      if (problems.length < limits.logProblemsMost) problems.push({ path: file.path, error, text });
      return;
    }
  }
  if (tables !== undefined && !tables.takes(decoded!)) return;
  if (types !== undefined && !types.has(type)) return;
  if (compareLgpos(record, range.from) < 0 || compareLgpos(record, range.to) > 0) return;
  display.show(record, decoded);
}

/** Writes what is wanted of the records: lines, objects, or counts at the end. */
class Display {
  readonly #env: Environment;
  readonly #pipe: TextPipe;
  readonly #options: LogCommandOptions;
  readonly #summary: LogSummary | undefined;
  readonly #namesLogs: boolean;
  #log: LogFile | undefined;

  constructor(env: Environment, pipe: TextPipe, options: LogCommandOptions, hasSeveralLogs: boolean) {
    this.#env = env;
    this.#pipe = pipe;
    this.#options = options;
    this.#summary = options.summary === true ? new LogSummary() : undefined;
    this.#namesLogs = hasSeveralLogs && options.json !== true;
  }

  get needsFields(): boolean {
    return this.#summary === undefined;
  }

  startLog(log: LogFile): void {
    this.#log = this.#namesLogs ? log : undefined;
  }

  /** When nobody reads on, records are only looked at: closing a pipe must not hide damage. */
  show(record: LogRecord, decoded: DecodedRecord | undefined): void {
    if (this.#pipe.isClosed) return;
    if (this.#summary !== undefined) return this.#summary.add(record);
    if (this.#log !== undefined) {
      const { path, header } = this.#log;
      const generation = header === undefined ? '' : ` (generation ${header.lGeneration})`;
      this.#pipe.write(`${styleFor(this.#env.stdout).heading(path + generation)}\n`);
      this.#log = undefined;
    }
    this.#pipe.write(this.#options.json === true ? recordJson(decoded!) : recordText(decoded!));
  }

  finish(path: string, problems: readonly FoundProblem[]): void {
    const summary = this.#summary;
    const isJson = this.#options.json === true;
    if (summary !== undefined) {
      const ok = problems.length === 0;
      if (isJson)
        printJson(this.#env.stdout, { path, ok, ...summary.json(), problems: problems.map(problemJson) });
      else this.#env.stdout.write(summary.text(styleFor(this.#env.stdout)));
      return;
    }
    if (isJson) for (const problem of problems) this.#pipe.write(`${jsonText(problemJson(problem))}\n`);
    this.#pipe.flush();
  }
}

function problemJson({ path, error, text, lgpos, segment }: FoundProblem): Record<string, unknown> {
  const place = { ...(lgpos === undefined ? {} : { lgpos }), ...(segment === undefined ? {} : { segment }) };
  return { path, ok: false, error: errorReport(new JetError(error, text)), ...place };
}

/** The first problem is the error of the run; a person is told how many more there are. */
function reportProblems({ stderr }: Environment, problems: readonly FoundProblem[]): ExitCode {
  const [first] = problems;
  if (first === undefined) return exitCode.done;
  stderr.write(errorLine(new JetError(first.error, `${first.path}: ${first.text}`)));
  const more = problems.length - 1;
  if (more > 0) stderr.write(`  ${count(more, 'further problem')}; esekit verify lists all of them\n`);
  return exitCode.damageOrFailure;
}
