import { limits, JetError, type FileSystem, writeFields } from '@esekit/core';
import { stampXorChecksum } from '@esekit/pages';
import { writeAttachments } from '../attachments';
import { writeDbmsParam } from '../dbms-param';
import {
  checkpointAttachmentsOffset,
  checkpointCopySize,
  checkpointDbmsParamOffset,
  checkpointFields,
  type Checkpoint,
} from './checkpoint-layout';

/**
 * One copy of a checkpoint, checksum included: 4096 bytes.
 *
 * @throws JetError JET_errTooManyAttachedDatabases when the attachment list does not fit
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const copy = new Uint8Array(checkpointCopySize);
  writeFields(checkpointFields, copy, checkpoint);
  writeDbmsParam(copy, checkpointDbmsParamOffset, checkpoint.dbmsParam);
  const list = copy.subarray(
    checkpointAttachmentsOffset,
    checkpointAttachmentsOffset + limits.attachmentListBytesMost,
  );
  if (!writeAttachments(list, checkpoint.attachments)) {
    throw new JetError('JET_errTooManyAttachedDatabases', 'the attachment list of a checkpoint is full');
  }
  stampXorChecksum(copy);
  return copy;
}

/**
 * Writes both copies and makes them durable (22 §4). They are two writes, so that a torn one leaves
 * the other copy whole. The file is created when it is not there.
 */
export async function writeCheckpoint(fs: FileSystem, path: string, checkpoint: Checkpoint): Promise<void> {
  const copy = encodeCheckpoint(checkpoint);
  const exists = (await fs.stat(path)) !== undefined;
  const file = await fs.open(path, exists ? 'readWrite' : 'createNew');
  try {
    await file.write(copy, 0);
    await file.write(copy, checkpointCopySize);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** {@link writeCheckpoint} for code that may not wait. */
export function writeCheckpointSync(fs: FileSystem, path: string, checkpoint: Checkpoint): void {
  const copy = encodeCheckpoint(checkpoint);
  const exists = fs.statSync(path) !== undefined;
  const file = fs.openSync(path, exists ? 'readWrite' : 'createNew');
  try {
    file.writeSync(copy, 0);
    file.writeSync(copy, checkpointCopySize);
    file.syncSync();
  } finally {
    file.closeSync();
  }
}
