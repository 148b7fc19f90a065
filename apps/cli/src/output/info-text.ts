import type { FileInfo } from '../file-info/file-info';
import { headerFields } from './field-text';
import { printable } from './printable';
import type { Style } from './style';
import { fieldLines, formatBytes } from './text';

const typeNames: Readonly<Record<FileInfo['type'], string>> = {
  database: 'database',
  backupDatabase: 'database in a backup set',
  log: 'transaction log',
  checkpoint: 'checkpoint',
  flushMap: 'flush map',
  reserveLog: 'reserve log',
  unknown: 'unknown: none of the files of this engine',
};

/** The report of `info` for a person: the facts first, then the header field by field. */
export function infoText(info: FileInfo, style: Style): string {
  const { pageSize, state, header, trailer } = info;
  const facts: [string, string][] = [
    ['type', typeNames[info.type]],
    ['size', formatBytes(info.size)],
  ];
  for (const { copy, checksum } of info.headers) {
    facts.push([`${copy} header`, checksum === 'good' ? style.good('good') : style.bad('bad')]);
  }
  if (pageSize !== null) facts.push(['page size', String(pageSize)]);
  if (state !== null) facts.push(['state', state]);
  for (const { error, text } of info.problems) facts.push(['problem', style.bad(`${error}: ${text}`)]);
  const parts = [`${style.heading(printable(info.path))}\n${fieldLines(facts)}`];
  if (header) parts.push(`${style.dim('header')}\n${fieldLines(headerFields(header))}`);
  if (trailer) parts.push(`${style.dim('backup trailer')}\n${fieldLines(headerFields(trailer))}`);
  return `${parts.join('\n\n')}\n`;
}
