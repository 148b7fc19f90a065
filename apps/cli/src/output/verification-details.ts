import type { FileVerification } from '@esekit/backup';
import { formatLgpos } from '@esekit/core';
import type { LogVerification } from '@esekit/log';
import type { DatabaseVerification, FlushMapVerification } from '@esekit/pages';
import { printable } from './printable';
import type { Style } from './style';
import { count, shortened } from './text';

/** The lines below the verdict on one file: what was counted, then what is wrong. */
export function detailLines(result: FileVerification, style: Style): string[] {
  // A good file may have bad pages that are not part of the database: worth knowing, no alarm.
  const mark = result.ok ? style.dim : style.bad;
  return [...countLines(result, style), ...shortened(damageLines(result)).map((line) => mark(line))];
}

function countLines(result: FileVerification, style: Style): string[] {
  switch (result.type) {
    case 'database':
    case 'backupDatabase':
      return databaseCounts(result, style);
    case 'log':
      return [logCounts(result)];
    case 'checkpoint':
      return [result.copies.map(({ copy, checksum }) => `${copy} copy ${checksum}`).join(', ')];
    case 'flushMap':
      return [flushMapCounts(result)];
  }
}

function databaseCounts(result: DatabaseVerification, style: Style): string[] {
  const { pages, beyondOwned: beyond, state, pageSize, ownedRange } = result;
  const correctable = pages.correctable > 0 ? ` (${pages.correctable} correctable)` : '';
  const lines = [
    `${state}, ${pageSize}-byte pages`,
    `${count(pages.inFile, 'page')}: ${pages.good} good, ${pages.blank} blank, ${pages.bad} bad${correctable}`,
  ];
  if (beyond.good + beyond.blank + beyond.bad > 0) {
    lines.push(
      style.dim(
        `of these beyond the last owned page ${pages.owned}: ${beyond.good} good, ${beyond.blank} blank, ` +
          `${beyond.bad} bad${ownedRange === 'exact' ? ' (not part of the database)' : ''}`,
      ),
    );
  }
  if (ownedRange === 'maybeStale') {
    lines.push(style.dim('not shut down cleanly: it may own more than the file shows yet'));
  }
  return lines;
}

function logCounts({ generation, segments, records }: LogVerification): string {
  const name = `generation ${generation} (0x${generation.toString(16)})`;
  return `${name}, ${count(segments.good, 'segment')} good, ${segments.bad} bad, ${count(records, 'record')}`;
}

function flushMapCounts({ pages }: FlushMapVerification): string {
  const blank = pages.blank > 0 ? `${pages.blank} blank, ` : '';
  return `${count(pages.inFile, 'map page')}: ${pages.good} good, ${blank}${pages.bad} bad`;
}

function damageLines(result: FileVerification): string[] {
  switch (result.type) {
    case 'database':
    case 'backupDatabase':
      return databaseDamage(result);
    case 'log':
      return logDamage(result);
    case 'checkpoint':
      return result.problems.map(problemLine);
    case 'flushMap':
      return [
        ...result.problems.map(problemLine),
        ...result.bad.map(
          ({ page, error, correctable }) => `map page ${page}: ${error}${correctable ? ', correctable' : ''}`,
        ),
      ];
  }
}

function databaseDamage({ headers, problems, bad }: DatabaseVerification): string[] {
  return [
    ...headers
      .filter(({ checksum }) => checksum === 'bad')
      .map(({ copy }) => `the ${copy} header copy is damaged`),
    ...problems.map(problemLine),
    ...bad.map(({ page, error, text, beyondOwned }) => {
      const where = beyondOwned ? ' (beyond the last owned page)' : '';
      return `page ${page}: ${error}: ${text}${where}`;
    }),
  ];
}

function logDamage({ problems }: LogVerification): string[] {
  return problems.map((problem) => {
    const at = problem.lgpos ? formatLgpos(problem.lgpos) : `segment ${problem.segment ?? 0}`;
    return `${at}: ${problemLine(problem)}${problem.correctable ? ' (correctable)' : ''}`;
  });
}

function problemLine({ error, text }: { readonly error: string; readonly text: string }): string {
  return `${error}: ${printable(text)}`;
}
