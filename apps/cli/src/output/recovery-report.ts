import { errorInfoByName, type JetErrorName } from '@esekit/core';
import type { DatabaseOutcome } from '../recovery/database-watch';
import { printable } from './printable';
import type { Style } from './style';
import { count, fieldLines } from './text';

/** What a recovery, or a restore with its replay, came to. */
export interface RecoveryReport {
  readonly generations: { readonly from: number; readonly to: number } | null;
  readonly databases: readonly DatabaseOutcome[];
  readonly code: JetErrorName;
  /** What its reader has to know. */
  readonly remarks: readonly string[];
  readonly isDryRun?: boolean;
}

/** The result object of `recover --json` and `restore --json`. */
export function recoveryJson({
  generations,
  databases,
  code,
  remarks,
  isDryRun,
}: RecoveryReport): Record<string, unknown> {
  const warning = code === 'JET_errSuccess' ? null : { code: errorInfoByName(code).code, name: code };
  return {
    ok: true,
    error: null,
    warning,
    generations,
    databases,
    remarks,
    ...(isDryRun === true ? { dryRun: true } : {}),
  };
}

/** The report for a person. `done` is the word for what happened. */
export function recoveryText(report: RecoveryReport, done: string, style: Style): string {
  const { generations, databases, code, remarks, isDryRun } = report;
  const lines = databases.map((database): [string, string] => [
    printable(database.path),
    outcomeText(database, style),
  ]);
  const text = lines.length > 0 ? `${fieldLines(lines)}\n` : '';
  const what = isDryRun === true ? `would be ${done}` : done;
  const how =
    generations === null
      ? 'nothing to replay'
      : `generations ${hex(generations.from)} to ${hex(generations.to)}`;
  const notes = code === 'JET_errSuccess' ? remarks : [warningText(code), ...remarks];
  return `${text}${style.good(what)}: ${how}\n${notes.map((note) => `  ${printable(note)}\n`).join('')}`;
}

function outcomeText({ stateBefore, stateAfter, rolledBack }: DatabaseOutcome, style: Style): string {
  const before = stateBefore ?? 'not there';
  const after = stateAfter ?? 'not there';
  const shown = after === 'CleanShutdown' ? style.good(after) : style.bad(after);
  const states = before === after ? shown : `${before}, now ${shown}`;
  return rolledBack === 0 ? states : `${states}; ${count(rolledBack, 'change')} rolled back`;
}

function warningText(code: JetErrorName): string {
  const { code: number, meaning } = errorInfoByName(code);
  return `${code} (${number}): ${meaning}`;
}

/** Generations are hexadecimal in the names of logs and in positions. */
function hex(generation: number): string {
  return `0x${generation.toString(16).toUpperCase()}`;
}
