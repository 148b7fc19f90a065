import type { FileVerification, FolderVerification, SetVerification } from '@esekit/backup';
import { formatLgpos } from '@esekit/core';
import type { LogVerification } from '@esekit/log';
import type { DatabaseVerification } from '@esekit/pages';
import { bad, count, dim, good, heading } from './text';
import type { Verification } from './verification-json';

/** The report of `verify` for a person: a verdict per file, and below it everything that is wrong. */
export function verificationText(result: Verification): string {
  switch (result.type) {
    case 'folder':
    case 'backupSet':
      return folderText(result);
    case 'reserveLog':
      return `${heading(result.path)}: reserve log, holds no data\n`;
    default:
      return fileText(result);
  }
}

function fileText(result: FileVerification): string {
  const verdict = result.ok ? good('good') : bad('DAMAGED');
  const lines = [`${heading(result.path)}: ${verdict}`, ...details(result)];
  return `${lines.join('\n  ')}\n`;
}

function details(result: FileVerification): string[] {
  switch (result.type) {
    case 'database':
    case 'backupDatabase':
      return databaseLines(result);
    case 'log':
      return logLines(result);
    case 'checkpoint':
      return [
        result.copies.map(({ copy, checksum }) => `${copy} copy ${checksum}`).join(', '),
        ...result.problems.map((problem) => bad(`${problem.error}: ${problem.text}`)),
      ];
    case 'flushMap':
      return [
        `${count(result.pages.inFile, 'map page')}: ${result.pages.good} good, ${result.pages.bad} bad`,
        ...result.problems.map((problem) => bad(`${problem.error}: ${problem.text}`)),
        ...result.bad.map((page) =>
          bad(`map page ${page.page}: ${page.error}${page.correctable ? ', correctable' : ''}`),
        ),
      ];
  }
}

function databaseLines(result: DatabaseVerification): string[] {
  const { pages, beyondOwned } = result;
  const lines = [
    `${result.state}, ${result.pageSize}-byte pages`,
    `${count(pages.inFile, 'page')}: ${pages.good} good, ${pages.blank} blank, ${pages.bad} bad` +
      (pages.correctable > 0 ? ` (${pages.correctable} correctable)` : ''),
  ];
  if (beyondOwned.good + beyondOwned.blank + beyondOwned.bad > 0) {
    lines.push(
      dim(
        `of these beyond the last owned page ${pages.owned}: ${beyondOwned.good} good, ` +
          `${beyondOwned.blank} blank, ${beyondOwned.bad} bad` +
          (result.ownedRange === 'exact' ? ' (not part of the database)' : ''),
      ),
    );
  }
  if (result.ownedRange === 'maybeStale') {
    lines.push(
      dim('the database was not shut down cleanly: what it owns may be more than the file shows yet'),
    );
  }
  for (const [index, { copy, checksum }] of result.headers.entries()) {
    if (checksum === 'bad') lines.push(bad(`page ${index - 1}: the ${copy} header copy is damaged`));
  }
  for (const problem of result.problems) lines.push(bad(`${problem.error}: ${problem.text}`));
  for (const page of result.bad) {
    const where = page.beyondOwned ? ' (beyond the last owned page)' : '';
    lines.push(bad(`page ${page.page}: ${page.error}: ${page.text}${where}`));
  }
  return lines;
}

function logLines(result: LogVerification): string[] {
  const { segments, problems } = result;
  return [
    `generation ${result.generation} (0x${result.generation.toString(16)}), ` +
      `${count(segments.good, 'segment')} good, ${segments.bad} bad, ${count(result.records, 'record')}`,
    ...problems.map((problem) => {
      const at = problem.lgpos ? formatLgpos(problem.lgpos) : `segment ${problem.segment ?? 0}`;
      return bad(`${at}: ${problem.error}: ${problem.text}${problem.correctable ? ' (correctable)' : ''}`);
    }),
  ];
}

function folderText(result: FolderVerification | SetVerification): string {
  const what = result.type === 'backupSet' ? 'backup set' : 'folder';
  const lines = result.files.map(fileText);
  for (const problem of result.problems)
    lines.push(bad(`${problem.name}: ${problem.error}: ${problem.text}\n`));
  for (const problem of result.chain.problems)
    lines.push(bad(`log chain: ${problem.error}: ${problem.text}\n`));
  for (const { base, generations } of result.chain.chains) {
    if (generations) lines.push(`log chain ${base}: generations ${generations.from} to ${generations.to}\n`);
  }
  const others = result.type === 'backupSet' ? result.extra : result.others;
  if (others.length > 0) lines.push(dim(`not checked: ${others.join(', ')}\n`));
  lines.push(`${heading(result.path)}: ${what} ${result.ok ? good('good') : bad('DAMAGED')}\n`);
  return lines.join('');
}
