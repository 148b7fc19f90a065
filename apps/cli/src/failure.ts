import { JetError } from '@esekit/core';
import { exitCode, type Environment, type ExitCode } from './environment';
import { printJson } from './output/json';
import { printable } from './output/printable';

/** Errors that say that what the command line names cannot be reached (exit code 2). */
const unreachable: readonly string[] = [
  'JET_errFileNotFound',
  'JET_errInvalidPath',
  'JET_errFileAccessDenied',
  'JET_errPermissionDenied',
  'JET_errFileInvalidType',
];

/** Errors that also mean an unreadable file where a verb does nothing but read. */
export const readingInput: readonly string[] = ['JET_errDiskIO', 'JET_errDiskReadVerificationFailure'];

/** What goes into the `error` member of a result. */
export interface ErrorReport {
  readonly code: number;
  readonly name: string;
  readonly message: string;
}

export function errorReport(error: JetError): ErrorReport {
  return { code: error.code, name: error.name, message: error.message };
}

/** Any failure as one of the engine's: what is not one yet is a fault of this program. */
function asJetError(failure: unknown): JetError {
  if (JetError.isInstance(failure)) return failure;
  const message = failure instanceof Error ? failure.message : String(failure);
  return new JetError('JET_errInternalError', message, {
    cause: failure,
    hint: 'This is a fault of esekit. ESEKIT_DEBUG=1 shows where it happened.',
  });
}

/** The one line of standard error that names an error. */
export function errorLine(error: JetError): string {
  return `esekit: ${printable(error.toString().replace(/\s*\n\s*/g, ' '))}\n`;
}

/**
 * Reports that a verb failed: one line on standard error, a second with what to do next, and with
 * `--json` the result object.
 *
 * @param result the members of the result object besides `ok` and `error`
 * @param alsoUnreachable further errors that mean exit code 2 for this verb
 */
export function reportFailure(
  env: Environment,
  failure: unknown,
  json: boolean,
  result: Record<string, unknown> = {},
  alsoUnreachable: readonly string[] = [],
): ExitCode {
  const isInterrupted = env.signal.aborted;
  const error = isInterrupted
    ? new JetError('JET_errClientRequestToStopJetService', 'interrupted')
    : asJetError(failure);
  if (json) printJson(env.stdout, { ...result, ok: false, error: errorReport(error) });
  if (isInterrupted) {
    env.stderr.write('esekit: interrupted\n');
    return exitCode.interrupted;
  }
  env.stderr.write(errorLine(error));
  if (error.hint !== undefined) env.stderr.write(`  ${printable(error.hint)}\n`);
  if (env.debug) env.stderr.write(`${stackOf(error)}\n`);
  const usage = unreachable.includes(error.name) || alsoUnreachable.includes(error.name);
  return usage ? exitCode.usage : exitCode.damageOrFailure;
}

/** Where it happened, down to the first cause. */
function stackOf(error: Error): string {
  const { cause } = error;
  const below = cause instanceof Error ? `\ncaused by ${stackOf(cause)}` : '';
  return `${error.stack ?? error.message}${below}`;
}
