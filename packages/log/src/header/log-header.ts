import { readAttachments, type Attachment } from '../attachments';
import { readDbmsParam, type DbmsParam } from '../dbms-param';
import { limits, readFields } from '@esekit/core';
import {
  attachmentsOffset,
  dbmsParamOffset,
  logHeaderFields,
  logHeaderSize,
  type LogHeaderFields,
} from './log-header-fields';

/** A decoded log file header (20 §3). Decoding checks nothing; see `checkLogHeader`. */
export interface LogHeader extends LogHeaderFields {
  readonly dbmsParam: DbmsParam;
  /** Databases attached at {lGeneration, 0, 0}. */
  readonly attachments: readonly Attachment[];
  /** False when the attachment list runs over its end. */
  readonly hasIntactAttachments: boolean;
}

/**
 * @param bytes the first 4096 bytes of a log
 * @throws RangeError when there are fewer
 */
export function readLogHeader(bytes: Uint8Array): LogHeader {
  if (bytes.length < logHeaderSize) throw new RangeError(`a log header has ${logHeaderSize} bytes`);
  const list = readAttachments(
    bytes.subarray(attachmentsOffset, attachmentsOffset + limits.attachmentListBytesMost),
  );
  return {
    ...readFields(logHeaderFields, bytes),
    dbmsParam: readDbmsParam(bytes, dbmsParamOffset),
    attachments: list.attachments,
    hasIntactAttachments: list.isIntact,
  };
}

/** Page size of the stream's databases: 0 in the header means 4096. */
export function logPageSize(header: Pick<LogHeader, 'cbPageSize'>): number {
  return header.cbPageSize === 0 ? 4096 : header.cbPageSize;
}
