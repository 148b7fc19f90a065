import { formatLgpos, formatLogTime, isSignatureSet, type LogTime, type Signature } from '@esekit/core';
import { corpus } from '@esekit/testkit';
import type { DatabaseVerification } from '../../src/verify/database-verification';
import { dbstate } from '../../src/header/database-state';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { readText } from './corpus-files';

/** One database of the index of the Windows-made files. */
export interface IndexedDatabase {
  readonly item: string;
  readonly file: string;
  readonly size: number;
  /** The header as the index describes it, in its own words. */
  readonly header: string;
  readonly sha256: string;
  readonly pages: IndexedPages;
}

export interface IndexedPages {
  readonly good: number;
  readonly blank: number;
  readonly bad: number;
  readonly badPages: readonly number[];
}

/** Reads the index: a heading per item, a table of its files, and a line of page counts per database. */
export function indexedDatabases(): IndexedDatabase[] {
  const databases: IndexedDatabase[] = [];
  for (const part of readText(corpus.path('windows', 'INDEX.md')).split(/^## /m).slice(1)) {
    const item = part.slice(0, part.indexOf('\n')).trim();
    for (const row of part.matchAll(
      /^\| ([^|]+) \| (\d+) \| (database, [^|]*) \| [^|]* \| ([0-9a-f]{64}) \|$/gm,
    )) {
      const [file, size, header, sha256] = row.slice(1) as [string, string, string, string];
      databases.push({
        item,
        file,
        size: Number(size),
        header: header.trim(),
        sha256,
        pages: pagesOf(part, file),
      });
    }
  }
  return databases;
}

function pagesOf(part: string, file: string): IndexedPages {
  const line = part.split('\n').find((text) => text.startsWith(`- \`${file}\``)) ?? '';
  const match = /page checksums: (\d+) good, (\d+) blank, (\d+) BAD(?: \(pages \[([\d, ]+)\]\))?/.exec(line);
  if (!match) throw new Error(`the index has no page counts of ${file}`);
  const [good, blank, bad] = match.slice(1, 4).map(Number) as [number, number, number];
  return { good, blank, bad, badPages: match[4]?.split(',').map(Number) ?? [] };
}

/** The same description from our decoding. */
export function indexDescription(header: DatabaseHeader, { pages, pageSize }: DatabaseVerification): string {
  const { lGenMinRequired: min, lGenMaxRequired: max, lGenMaxCommitted: committed } = header;
  const required = `${upperHex(min)}-${upperHex(max)} committed ${upperHex(committed)}`;
  return (
    ['database', `${pageSize / 1024}K pages`, `0x${hex(header.ulVersion)}`].join(', ') +
    `,0x${hex(header.ulDaeUpdateMajor)} (created 0x${hex(header.ulCreateUpdate)}), ` +
    [
      header.dbstate === dbstate.cleanShutdown ? 'CLEAN' : 'DIRTY',
      `${pages.inFile} pages`,
      `dbtime ${header.dbtimeDirtied}`,
      `db sig ${signature(header.signDb)}`,
      `log sig ${signature(header.signLog)}`,
      `consistent ${position(header.lgposConsistent)} ${time(header.logtimeConsistent)}`,
      `attach ${position(header.lgposAttach)} ${time(header.logtimeAttach)}`,
      `detach ${position(header.lgposDetach)} ${time(header.logtimeDetach)}`,
      `log required ${required}`,
      `OS ${header.dwMajor}.${header.dwMinor}.${header.dwBuild}sp${header.lSPNumber}`,
      ...(header.ulRepairCount > 0 ? [`repair count ${header.ulRepairCount}`] : []),
    ].join(', ')
  );
}

function hex(value: number): string {
  return value.toString(16);
}

function upperHex(value: number): string {
  return hex(value).toUpperCase();
}

function position(lgpos: Parameters<typeof formatLgpos>[0]): string {
  return formatLgpos(lgpos).toUpperCase();
}

/** To the second, without a zone: `-` when it is not set. */
function time(at: LogTime): string {
  return formatLogTime(at)?.slice(0, 19) ?? '-';
}

function signature(sign: Signature): string {
  return `${hex(sign.random).padStart(8, '0')}@${isSignatureSet(sign) ? time(sign.time) : '-'}`;
}
