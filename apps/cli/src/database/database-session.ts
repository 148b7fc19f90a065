import { JetError } from '@esekit/core';
import { openDatabase, type Database, type OpenOptions } from '@esekit/engine';
import { CommanderError } from 'commander';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { OutputFailure } from '../export/output-buffer';
import { readingInput, reportFailure } from '../failure';
import { requireDatabase } from '../input-path';
import { printable } from '../output/printable';
import { progressDisplay, type ProgressDisplay } from '../output/progress';
import type { LogOptions } from '../recovery/open-with-logs';
import { isDamage } from './damage';
import { DamageReport } from './damage-report';

/** What the work of a verb on an open database gets. */
export interface DatabaseSession {
  readonly env: Environment;
  readonly database: Database;
  readonly progress: ProgressDisplay;
  readonly damage: DamageReport;
}

export interface SessionOptions extends LogOptions {
  /** Makes something of a database whose catalog cannot be read, instead of the error. */
  readonly onDamagedCatalog?: ((progress: ProgressDisplay) => Promise<ExitCode>) | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

type Sinks = Required<Pick<OpenOptions, 'onEvent' | 'onLoss'>>;

/**
 * Opens a database for one verb, says on standard error what its reader has to know of it (that it was not
 * shut down cleanly, that a copy had to serve, what is damaged), and makes the exit code.
 */
export async function withDatabase(
  env: Environment,
  path: string,
  options: SessionOptions,
  work: (session: DatabaseSession) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const progress = await progressDisplay(env, options.quiet === true);
  const damage = new DamageReport(env, path, progress);
  let database: Database | undefined;
  let close = (): void => undefined;
  try {
    await requireDatabase(env.fs, path);
    const sinks: Sinks = { onEvent: damage.eventSink, onLoss: damage.lossSink('rows of the catalog') };
    if (options.withLogs) ({ database, close } = await recovered(env, path, options, sinks));
    else database = openDatabase(env.fs, path, sinks);
    noteState(env, database, damage);
    throwIfStopped(env);
    const code = await work({ env, database, progress, damage });
    progress.stop();
    damage.finish();
    return damage.count > 0 ? (Math.max(code, exitCode.damageOrFailure) as ExitCode) : code;
  } catch (problem) {
    progress.stop();
    // The verb found out only now that the command line makes no sense.
    if (problem instanceof CommanderError) throw problem;
    const failure = problem instanceof OutputFailure ? problem.cause : problem;
    if (options.onDamagedCatalog && database === undefined && isCatalogDamage(failure)) {
      return options.onDamagedCatalog(progress);
    }
    const unreadable = database === undefined ? readingInput : [];
    return reportFailure(env, failure, options.json === true, { path }, unreadable);
  } finally {
    database?.close();
    close();
  }
}

/** What replays logs is loaded only when they are asked for. */
async function recovered(env: Environment, path: string, options: LogOptions, sinks: Sinks) {
  const { openWithLogs } = await import('../recovery/open-with-logs');
  return openWithLogs(env, path, options, sinks);
}

function noteState({ stderr }: Environment, { path, state, catalog }: Database, damage: DamageReport): void {
  if (state !== 'CleanShutdown') {
    stderr.write(`${printable(path)}: ${state}: shown as it stands, its logs were not replayed\n`);
  }
  const { from, mainError } = catalog;
  if (mainError === undefined) return;
  const served = from === 'shadow' ? 'its shadow was read' : 'its shadow too: what is left was read';
  damage.add(mainError.name, `the catalog is damaged, ${served}: ${mainError.message}`);
}

/** @throws the reason of the signal, once the user has asked to stop */
export function throwIfStopped({ signal }: Environment): void {
  if (signal.aborted) throw new JetError('JET_errClientRequestToStopJetService', 'interrupted');
}

/** A damaged header says nothing that could be gone on with; a page that cannot be read says that much. */
function isCatalogDamage(failure: unknown): boolean {
  return (
    isDamage(failure) && !readingInput.includes(failure.name) && failure.name !== 'JET_errFileInvalidType'
  );
}
