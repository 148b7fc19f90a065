import { JetError, limits, writeFields } from '@esekit/core';
import { stampXorChecksum } from '@esekit/pages';
import { writeAttachments } from '../attachments';
import { writeDbmsParam } from '../dbms-param';
import { attachmentsOffset, dbmsParamOffset, logHeaderFields, logHeaderSize } from './log-header-fields';
import type { LogHeader } from './log-header';

/** What a header is made of; the checksum is computed. */
export type LogHeaderInput = Omit<LogHeader, 'ulChecksum' | 'hasIntactAttachments'>;

/**
 * A log header (20 §3), checksum included: 4096 bytes.
 *
 * @throws JetError JET_errTooManyAttachedDatabases when the attachment list does not fit
 */
export function encodeLogHeader(header: LogHeaderInput): Uint8Array {
  const bytes = new Uint8Array(logHeaderSize);
  writeFields(logHeaderFields, bytes, header);
  writeDbmsParam(bytes, dbmsParamOffset, header.dbmsParam);
  const list = bytes.subarray(attachmentsOffset, attachmentsOffset + limits.attachmentListBytesMost);
  if (!writeAttachments(list, header.attachments)) {
    throw new JetError('JET_errTooManyAttachedDatabases', 'the attachment list of a log header is full');
  }
  stampXorChecksum(bytes);
  return bytes;
}
