import { equalSignatures, type JetErrorName, type Signature, viewOf } from '@esekit/core';
import { hasGoodXorChecksum } from '@esekit/pages';
import { logFileType } from './log-header-fields';
import { logPageSize, readLogHeader, type LogHeader } from './log-header';
import { acceptedLogLayout, formatLogVersion, type LogLayout } from './log-version';

/** What the header is compared with; anything not given is not compared. */
export interface LogHeaderExpectations {
  /** Bytes of the file. */
  readonly fileSize?: number;
  /** Signature of the stream. */
  readonly signLog?: Signature;
  /** Page size of the instance. */
  readonly pageSize?: number;
}

export type LogHeaderVerdict =
  | { readonly state: 'good'; readonly header: LogHeader; readonly layout: LogLayout }
  | {
      readonly state: 'bad';
      readonly error: JetErrorName;
      readonly text: string;
      /** What the bytes say, right or wrong. */
      readonly header: LogHeader;
      readonly layout: LogLayout | undefined;
    };

/**
 * Checks a log header in the order of 20 §3.2; the first failure counts.
 *
 * @param bytes the first 4096 bytes of the file
 */
export function checkLogHeader(
  bytes: Uint8Array,
  expectations: LogHeaderExpectations = {},
): LogHeaderVerdict {
  const header = readLogHeader(bytes);
  const layout = acceptedLogLayout(header, logPageSize(header));
  const failure =
    findForeignFormat(bytes) ?? findInnerFailure(header, layout) ?? findMismatch(header, expectations);
  if (failure !== undefined) return { state: 'bad', ...failure, header, layout };
  return { state: 'good', header, layout: layout! };
}

interface Failure {
  readonly error: JetErrorName;
  readonly text: string;
}

/** Logs of engines before this format, which have no checksum at this place. */
function findForeignFormat(bytes: Uint8Array): Failure | undefined {
  if (hasGoodXorChecksum(bytes)) return undefined;
  const view = viewOf(bytes);
  const u32 = (offset: number): number => view.getUint32(offset, true);
  const foreign = (error: JetErrorName, format: string): Failure => ({
    error,
    text: `the log is of the older format ${format}`,
  });
  if (u32(24) === 4 && (u32(28) === 909 || u32(28) === 995) && u32(32) === 0) {
    return foreign('JET_errDatabase500Format', '500');
  }
  if (u32(20) === 443 && u32(24) === 0 && u32(28) === 0) return foreign('JET_errDatabase400Format', '400');
  if (u32(44) === 0 && u32(48) === 0x0ca0001) return foreign('JET_errDatabase200Format', '200');
  return { error: 'JET_errLogFileCorrupt', text: 'the checksum of the log header is wrong' };
}

function findInnerFailure(header: LogHeader, layout: LogLayout | undefined): Failure | undefined {
  if (header.filetype !== logFileType && header.filetype !== 0) {
    return { error: 'JET_errFileInvalidType', text: `the file type is ${header.filetype}, not a log` };
  }
  if (layout === undefined) {
    return { error: 'JET_errBadLogVersion', text: `log version ${formatLogVersion(header)} is not known` };
  }
  if (!hasPossibleSectors(header, layout)) {
    return { error: 'JET_errLogFileCorrupt', text: `the sector size ${header.cbSec} is impossible` };
  }
  if (!header.hasIntactAttachments) {
    return { error: 'JET_errLogFileCorrupt', text: 'the attachment list runs over its end' };
  }
  return undefined;
}

/** Everything behind the header divides by cbSec, so nothing may go on with an impossible one. */
function hasPossibleSectors(header: LogHeader, layout: LogLayout): boolean {
  if (layout === 'segments') return header.cbSec === 4096 && header.csecHeader === 1;
  const { cbSec } = header;
  const isPowerOfTwo = (cbSec & (cbSec - 1)) === 0;
  return cbSec >= 512 && cbSec <= 4096 && isPowerOfTwo && header.csecHeader * cbSec === 4096;
}

function findMismatch(header: LogHeader, expectations: LogHeaderExpectations): Failure | undefined {
  const { signLog, pageSize, fileSize } = expectations;
  if (signLog !== undefined && !equalSignatures(signLog, header.signLog)) {
    return { error: 'JET_errBadLogSignature', text: 'the log belongs to another stream' };
  }
  if (pageSize !== undefined && pageSize !== logPageSize(header)) {
    return {
      error: 'JET_errPageSizeMismatch',
      text: `the page size is ${logPageSize(header)}, not ${pageSize}`,
    };
  }
  const due = header.csecLGFile * header.cbSec;
  if (fileSize !== undefined && fileSize !== due) {
    return {
      error: 'JET_errLogFileSizeMismatch',
      text: `the file has ${fileSize} bytes, its header says ${due}`,
    };
  }
  return undefined;
}
