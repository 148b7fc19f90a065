import type { Attachment } from '../attachments';
import type { DbmsParam } from '../dbms-param';
import type { FieldTable, FieldValues } from '@esekit/core';

/** Size of one copy; the file holds two, one after the other (22 §1). */
export const checkpointCopySize = 4096;
export const checkpointFileSize = 2 * checkpointCopySize;

/** Fields of fixed size, by their ESE names (22 §1). */
export const checkpointFields = {
  lgposLastFullBackupCheckpoint: [4, 'lgpos'],
  lgposCheckpoint: [12, 'lgpos'],
  signLog: [20, 'signature'],
  lgposFullBackup: [615, 'lgpos'],
  logtimeFullBackup: [623, 'logtime'],
  lgposIncBackup: [631, 'lgpos'],
  logtimeIncBackup: [639, 'logtime'],
  fVersion: [647, 'u8'],
  lgposDbConsistency: [648, 'lgpos'],
  filetype: [667, 'u32'],
} as const satisfies FieldTable;

export const checkpointDbmsParamOffset = 48;
export const checkpointAttachmentsOffset = 679;
export const checkpointFileType = 4;

/** Bit of `fVersion`: the attachment list belongs to lgposCheckpoint. */
export const checkpointHasAttachments = 0x01;

/** Where recovery has to start, and what it needs to know there (22 §2). */
export interface Checkpoint extends FieldValues<typeof checkpointFields> {
  readonly dbmsParam: DbmsParam;
  readonly attachments: readonly Attachment[];
}
