import { formatLgpos, type EventSink, type JetError, type Lgpos } from '@esekit/core';
import { pageOffset } from '@esekit/pages';
import type { ReplayDatabase } from './replay-database';

/** The engine's events of replay and undo (34 §4, §5). */

/** 474 and 419: a page that a record needs cannot be read. */
export function reportUnreadablePage(
  sink: EventSink | undefined,
  { path, buffer }: ReplayDatabase,
  pgno: number,
  lgpos: Lgpos,
  error: JetError,
): void {
  if (sink === undefined) return;
  const code = String(error.code);
  const { pageSize } = buffer;
  if (error.name === 'JET_errReadVerifyFailure') {
    const place = [pageOffset(pgno, pageSize), pageSize].map(String);
    const parameters = [path, ...place, code, '', '', String(pgno)];
    sink({ kind: 'engine', id: 474, severity: 'error', parameters, text: error.message });
  }
  const position = formatLgpos(lgpos).toUpperCase();
  const text = `${path}: page ${pgno} cannot be read, and the record at ${position} changes it`;
  const parameters = [path, String(pgno), code, position, ''];
  sink({ kind: 'engine', id: 419, severity: 'error', parameters, text });
}

/** 516: the dbtime of a page is not the one that a record starts from. */
export function reportDbtimeMismatch(
  sink: EventSink | undefined,
  { path }: ReplayDatabase,
  page: { readonly pgno: number; readonly dbtime: number },
  record: { readonly dbtime: number; readonly dbtimeBefore: number; readonly lgpos: Lgpos },
  error: JetError,
): void {
  const position = formatLgpos(record.lgpos).toUpperCase();
  const numbers = [page.pgno, record.dbtimeBefore, page.dbtime, error.code, record.dbtime].map(String);
  const parameters = [path, ...numbers, position];
  sink?.({ kind: 'engine', id: 516, severity: 'error', parameters, text: error.message });
}

/** 471: an operation cannot be undone, so that recovery fails. */
export function reportFailedUndo(
  sink: EventSink | undefined,
  { path }: ReplayDatabase,
  oper: number,
  error: JetError,
): void {
  const parameters = [String(oper), path, String(error.code)];
  const text = `${path}: operation ${oper} of an unfinished transaction cannot be undone: ${error.message}`;
  sink?.({ kind: 'engine', id: 471, severity: 'error', parameters, text });
}
