import {
  backupInfoTypes,
  formatLgpos,
  isLogTimeSet,
  logTimeParts,
  signatureNone,
  type BackupInfo,
  type LogTime,
  type Signature,
} from '@esekit/core';
import type { DatabaseHeader } from '../../src/header/header-fields';
import type { Trailer } from '../../src/header/trailer';

/** The text reports of the engine's utility, and the same facts in the same form from our decoding. */

export interface ChecksumReport {
  readonly pagesSeen: number;
  readonly bad: number;
  readonly correctable: number;
  readonly blank: number;
  readonly wrongPgno: number;
  readonly dbtime: bigint;
  readonly dbtimePgno: number;
}

export function parseChecksumReport(text: string): ChecksumReport {
  const count = (what: string): number => Number(requiredMatch(text, new RegExp(`^(\\d+) ${what}`, 'm'))[1]);
  const [, dbtime, pgno] = requiredMatch(text, /^0x([0-9a-f]+) highest dbtime \(pgno 0x([0-9a-f]+)\)/m);
  return {
    pagesSeen: count('pages seen'),
    bad: count('bad checksums'),
    correctable: count('correctable checksums'),
    blank: count('uninitialized pages'),
    wrongPgno: count('wrong page numbers'),
    dbtime: BigInt(`0x${dbtime}`),
    dbtimePgno: parseInt(pgno!, 16),
  };
}

export function requiredMatch(text: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(text);
  if (!match) throw new Error(`no ${pattern.source} in: ${text.slice(0, 400)}`);
  return match;
}

/** Fields of a report by `section/label`; a label that comes twice in a section counts on. */
export type ReportFields = Record<string, string>;

/** What the report says about the utility itself or repeats in words. */
const notInTheHeader = /^\/(Database$|Engine ul|Expected Checksum|Actual Checksum|ERROR|WARNING)/;

export function parseHeaderReport(text: string): ReportFields {
  const fields: ReportFields = {};
  let section = '';
  // One line of the trailer's section holds two fields.
  for (const line of text.replace(/ {2}(Log Committed:)/g, '\n$1').split(/\r?\n/)) {
    if (line.trim() === '') section = '';
    const [, label, value] = /^\s*([A-Za-z][^:]*):\s*(.*?)\s*$/.exec(line) ?? [];
    if (label === undefined) continue;
    if (value === '' && !line.startsWith(' ')) section = label === 'Fields' ? '' : label;
    else addField(fields, `${section}/${label}`, normalised(value!));
  }
  const isOfTheHeader = ([name]: [string, string]): boolean =>
    !notInTheHeader.test(name) && !name.startsWith('Checksum Information');
  return Object.fromEntries(Object.entries(fields).filter(isOfTheHeader));
}

function addField(fields: ReportFields, name: string, value: string): void {
  fields[name in fields ? `${name} again` : name] = value;
}

/** Hexadecimal digits come in both cases, and some positions have a remark in words behind them. */
function normalised(value: string): string {
  return value
    .toLowerCase()
    .replace(/\s+\(matches .*\)$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The fields of a report that our decoding of a header gives. Of a backup copy the utility shows the
 * two flush signatures as not set, whatever is in the file: a copy is never to be paired with a map.
 */
export function headerReport(stored: DatabaseHeader, trailer?: Trailer): ReportFields {
  const none = { signDbHdrFlush: signatureNone, signFlushMapHdrFlush: signatureNone };
  const header = trailer ? { ...stored, ...none } : stored;
  const lines = [
    ...versionLines(header),
    ...logLines(header),
    ...historyLines(header),
    ...backupLines(header, trailer),
  ];
  return Object.fromEntries(lines.map(([name, value]) => [name, value.toLowerCase()]));
}

type Line = readonly [name: string, value: string];

function versionLines(header: DatabaseHeader): Line[] {
  const version = `0x${hex(header.ulVersion)},${header.ulDaeUpdateMajor},${header.ulDaeUpdateMinor}`;
  const os = `${header.dwMajor}.${header.dwMinor}.${header.dwBuild} SP ${header.lSPNumber}`;
  const sort = header.qwSortVersion;
  return [
    ['/File Type', header.filetype === 1 ? 'Database' : `${header.filetype}`],
    ['/Checksum', `0x${hex(header.ulChecksum)}`],
    ['/Format ulMagic', `0x${hex(header.ulMagic)}`],
    ['/Format ulVersion', `${version} (attached by ${header.efvMaxBinAttachDiagnostic})`],
    ['/Created ulVersion', `0x${hex(header.ulCreateVersion)},${header.ulCreateUpdate}`],
    ['/DB Signature', signature(header.signDb)],
    ['/cbDbPage', `${header.cbPageSize}`],
    ['/dbtime', both(header.dbtimeDirtied)],
    ['/OS Version', `(${os} NLS ${hex(sort >> 32n)}.${hex(sort & 0xffff_ffffn)})`],
    ['/Shadowed', (header.DbFlags & 1) === 0 ? 'Yes' : 'No'],
    ['/Last Objid', `${header.objidLast}`],
    ['/Dbid', `${header.dbid}`],
  ];
}

const stateNames: Readonly<Record<number, string>> = {
  1: 'Just Created',
  2: 'Dirty Shutdown',
  3: 'Clean Shutdown',
  4: 'Being Converted',
  5: 'Force Detach',
};

function logLines(header: DatabaseHeader): Line[] {
  const preRedo = `[Min. Req. Pre-Redo: ${both(header.lGenPreRedoMinRequired)}]`;
  return [
    ['/State', stateNames[header.dbstate] ?? `${header.dbstate}`],
    ['/Log Required', `${range(header.lGenMinRequired, header.lGenMaxRequired)} ${preRedo}`],
    ['/Gen. Max. Req. Creation Time', time(header.logtimeGenMaxRequired)],
    ['/Log Committed', range(0, header.lGenMaxCommitted)],
    ['/Gen. Max. Com. Creation Time', time(header.logtimeGenMaxCreate)],
    [
      '/Log Consistent',
      `${both(header.lGenMinConsistent)} [Pre-Redo: ${both(header.lGenPreRedoMinConsistent)}]`,
    ],
    ['/Log Recovering', both(header.lGenRecovering)],
    ['/Last Consistent', `${position(header.lgposConsistent)} ${time(header.logtimeConsistent)}`],
    ['/Last Attach', `${position(header.lgposAttach)} ${time(header.logtimeAttach)}`],
    ['/Last Detach', `${position(header.lgposDetach)} ${time(header.logtimeDetach)}`],
    ['/Last ReAttach', `${position(header.lgposLastReAttach)} ${time(header.logtimeLastReAttach)}`],
    ['/Last Resize', position(header.lgposLastResize)],
    ['/Log Signature', signature(header.signLog)],
    ['/Database Header Flush Signature', signature(header.signDbHdrFlush)],
    ['/Flush Map Header Flush Signature', signature(header.signFlushMapHdrFlush)],
    ['/RBS Header Flush Signature', signature(header.signRBSHdrFlush)],
  ];
}

function historyLines(header: DatabaseHeader): Line[] {
  return [
    ['/Scrub Dbtime', both(header.dbtimeLastScrub)],
    ['/Scrub Date', time(header.logtimeScrub)],
    ['/Repair Count', `${header.ulRepairCount}`],
    ['/Repair Date', time(header.logtimeRepair)],
    ['/Old Repair Count', `${header.ulRepairCountOld}`],
    ['/cpgUpgrade55Format', `${header.cpgUpgrade55Format}`],
    ['/cpgUpgradeFreePages', `${header.cpgUpgradeFreePages}`],
    ['/cpgUpgradeSpaceMapPages', `${header.cpgUpgradeSpaceMapPages}`],
    ['/Extend Count', `${header.ulExtendCount}`],
    ['/Extend Date', time(header.logtimeLastExtend)],
    ['/Shrink Count', `${header.ulShrinkCount}`],
    ['/Shrink Date', time(header.logtimeLastShrink)],
    ['/Trim Count', `${header.ulTrimCount}`],
    ['/ECC Fix Success Count', noneOr(header.ulECCFixSuccess)],
    ['/Old ECC Fix Success Count', noneOr(header.ulECCFixSuccessOld)],
    ['/ECC Fix Error Count', noneOr(header.ulECCFixFail)],
    ['/Old ECC Fix Error Count', noneOr(header.ulECCFixFailOld)],
    ['/Bad Checksum Error Count', noneOr(header.ulBadChecksum)],
    ...whenAny(header.ulBadChecksum, ['/Last Bad Checksum Error Date', time(header.logtimeBadChecksum)]),
    ['/Old bad Checksum Error Count', noneOr(header.ulBadChecksumOld)],
    ['/Last Database Maintenance Finish Date', time(header.logtimeDbscanPrev)],
    ['/Current Database Maintenance Start Date', time(header.logtimeDbscanStart)],
    ['/Highest Continuous Database Maintenance Page', `${header.pgnoDbscanHighestContinuous}`],
    ['/Highest Database Maintenance Page', `${header.pgnoDbscanHighest}`],
  ];
}

function backupLines(header: DatabaseHeader, trailer: Trailer | undefined): Line[] {
  return [
    ...backup('Previous Full Backup', header.bkinfoFullPrev, header.bkinfoTypeFullPrev),
    ...backup('Previous Incremental Backup', header.bkinfoIncPrev, header.bkinfoTypeIncPrev),
    ...backup('Previous Copy Backup', header.bkinfoCopyPrev, header.bkinfoTypeCopyPrev),
    ...backup('Previous Differential Backup', header.bkinfoDiffPrev, header.bkinfoTypeDiffPrev),
    ...backup('Current Full Backup', header.bkinfoFullCur),
    ...backup('Current Shadow copy backup', header.bkinfoSnapshotCur),
    ...(trailer ? trailerLines(trailer) : []),
  ];
}

function trailerLines(trailer: Trailer): Line[] {
  const section = 'Patch Current Full Backup';
  return [
    ...backup(section, trailer.bkinfo),
    [`${section}/Log Required`, range(trailer.lgenMinReq, trailer.lgenMaxReq)],
    [`${section}/Gen. Max. Req. Creation Time`, time(trailer.logtimeGenMaxRequired)],
    [`${section}/Log Committed`, both(trailer.lgenMaxCommitted)],
    [`${section}/Gen. Max. Com. Creation Time`, time(trailer.logtimeGenMaxCommitted)],
  ];
}

function backup(section: string, info: BackupInfo, type = 0): Line[] {
  const kind = type === 0 ? '' : ` - ${backupInfoTypes[type]}`;
  return [
    [`${section}/Log Gen`, `${range(info.genLow, info.genHigh)}${kind}`],
    [`${section}/Mark`, position(info.lgposMark)],
    [`${section}/Mark again`, time(info.logtimeMark)],
  ];
}

function hex(value: number | bigint): string {
  return value.toString(16);
}

function both(value: number | bigint): string {
  return `${value} (0x${hex(value)})`;
}

function range(from: number, to: number): string {
  return `${from}-${to} (0x${hex(from)}-0x${hex(to)})`;
}

function noneOr(count: number): string {
  return count === 0 ? 'none' : `found (${count})`;
}

/** A line that the report has only where its counter is not 0. */
function whenAny(count: number, line: Line): Line[] {
  return count === 0 ? [] : [line];
}

function position(lgpos: Parameters<typeof formatLgpos>[0]): string {
  return `(0x${formatLgpos(lgpos).replaceAll(':', ',')})`;
}

function time(at: LogTime): string {
  return `${dateAndTime(at)} ${logTimeParts(at).isUtc ? 'UTC' : 'LOC'}`;
}

/** A time that is not set has the year 1900 and zeros. */
function dateAndTime(at: LogTime): string {
  const parts = logTimeParts(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${two(parts.month)}/${two(parts.day)}/${isLogTimeSet(at) ? parts.year : 1900}`;
  const clock = [parts.hours, parts.minutes, parts.seconds].map(two).join(':');
  return `${day} ${clock}.${String(parts.milliseconds).padStart(3, '0')}`;
}

function signature(sign: Signature): string {
  return `Create time:${dateAndTime(sign.time)} Rand:${sign.random} Computer:${sign.computerName}`;
}
