import {
  limits,
  JetError,
  equalSignatures,
  isLgposSet,
  type File,
  type FileSystem,
  type JetErrorName,
  type PathFacts,
  type Signature,
  readFields,
} from '@esekit/core';
import { hasGoodXorChecksum } from '@esekit/pages';
import { readAttachments } from '../attachments';
import { readDbmsParam } from '../dbms-param';
import {
  checkpointAttachmentsOffset,
  checkpointCopySize,
  checkpointDbmsParamOffset,
  checkpointFields,
  checkpointFileSize,
  checkpointFileType,
  type Checkpoint,
} from './checkpoint-layout';

export interface CheckpointCopyState {
  readonly copy: 'primary' | 'shadow';
  readonly checksum: 'good' | 'bad';
}

export interface CheckpointVerdict {
  readonly copies: readonly [CheckpointCopyState, CheckpointCopyState];
  /** From the copy that counts; absent when both are bad. */
  readonly checkpoint: Checkpoint | undefined;
  /** Why the checkpoint cannot be used. */
  readonly failure: { readonly error: JetErrorName; readonly text: string } | undefined;
}

/** Decodes one copy of 4096 bytes; checks nothing. */
export function decodeCheckpoint(copy: Uint8Array): Checkpoint {
  const fields = readFields(checkpointFields, copy);
  const list = copy.subarray(
    checkpointAttachmentsOffset,
    checkpointAttachmentsOffset + limits.attachmentListBytesMost,
  );
  return {
    ...fields,
    // Old engines left this zero and meant the checkpoint.
    lgposDbConsistency: isLgposSet(fields.lgposDbConsistency)
      ? fields.lgposDbConsistency
      : fields.lgposCheckpoint,
    dbmsParam: readDbmsParam(copy, checkpointDbmsParamOffset),
    attachments: readAttachments(list).attachments,
  };
}

/**
 * Chooses between the copies of a checkpoint file (22 §3): the primary when it is good, else the
 * shadow.
 *
 * @param bytes the file's content, however short
 * @param signLog signature of the log stream it should belong to
 */
export function checkCheckpoint(bytes: Uint8Array, signLog?: Signature): CheckpointVerdict {
  const halves = [0, checkpointCopySize].map((at) => bytes.subarray(at, at + checkpointCopySize));
  const isGood = halves.map((half) => half.length === checkpointCopySize && hasGoodXorChecksum(half));
  const copies = [
    { copy: 'primary', checksum: isGood[0] ? 'good' : 'bad' },
    { copy: 'shadow', checksum: isGood[1] ? 'good' : 'bad' },
  ] as const;
  const chosen = isGood[0] ? halves[0] : isGood[1] ? halves[1] : undefined;
  if (chosen === undefined) {
    const text = 'both copies of the checkpoint are bad';
    return { copies, checkpoint: undefined, failure: { error: 'JET_errCheckpointCorrupt', text } };
  }
  const checkpoint = decodeCheckpoint(chosen);
  return { copies, checkpoint, failure: findFailure(checkpoint, signLog) };
}

function findFailure(checkpoint: Checkpoint, signLog: Signature | undefined): CheckpointVerdict['failure'] {
  if (checkpoint.filetype !== checkpointFileType && checkpoint.filetype !== 0) {
    const text = `the file type is ${checkpoint.filetype}, not a checkpoint`;
    return { error: 'JET_errFileInvalidType', text };
  }
  const { lGeneration } = checkpoint.lgposCheckpoint;
  if (lGeneration < 1) {
    const text = `the checkpoint stands at generation ${lGeneration}, which no log has`;
    return { error: 'JET_errCheckpointCorrupt', text };
  }
  if (signLog !== undefined && !equalSignatures(signLog, checkpoint.signLog)) {
    return { error: 'JET_errBadCheckpointSignature', text: 'the checkpoint belongs to another log stream' };
  }
  return undefined;
}

/** Reads as much of the file as a checkpoint has. */
export async function readCheckpointBytes(file: File): Promise<Uint8Array> {
  const bytes = new Uint8Array(checkpointFileSize);
  return bytes.subarray(0, await file.read(bytes, 0));
}

/**
 * Reads a checkpoint file.
 *
 * @throws JetError JET_errCheckpointFileNotFound, JET_errCheckpointCorrupt, JET_errFileInvalidType or
 *   JET_errBadCheckpointSignature (22 §3). None of them need stop a recovery.
 */
export async function readCheckpoint(fs: FileSystem, path: string, signLog?: Signature): Promise<Checkpoint> {
  requirePresent(path, await fs.stat(path));
  const file = await fs.open(path, 'read');
  try {
    return demandUsable(path, checkCheckpoint(await readCheckpointBytes(file), signLog));
  } finally {
    await file.close();
  }
}

/** {@link readCheckpoint} for code that may not wait. */
export function readCheckpointSync(fs: FileSystem, path: string, signLog?: Signature): Checkpoint {
  return demandUsable(path, examineCheckpointSync(fs, path, signLog));
}

/**
 * Reads both copies and judges them; what the events of a bad copy need.
 *
 * @throws JetError JET_errCheckpointFileNotFound
 */
export function examineCheckpointSync(fs: FileSystem, path: string, signLog?: Signature): CheckpointVerdict {
  requirePresent(path, fs.statSync(path));
  const file = fs.openSync(path, 'read');
  try {
    const bytes = new Uint8Array(checkpointFileSize);
    return checkCheckpoint(bytes.subarray(0, file.readSync(bytes, 0)), signLog);
  } finally {
    file.closeSync();
  }
}

function requirePresent(path: string, facts: PathFacts | undefined): void {
  if (facts !== undefined) return;
  throw new JetError('JET_errCheckpointFileNotFound', `there is no checkpoint ${path}`);
}

function demandUsable(path: string, { checkpoint, failure }: CheckpointVerdict): Checkpoint {
  if (failure !== undefined) throw new JetError(failure.error, `${path}: ${failure.text}`);
  return checkpoint!;
}
