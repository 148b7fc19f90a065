import type { FileSystem } from '@esekit/core';
import type { Checkpoint } from './checkpoint/checkpoint-layout';
import { checkCheckpoint, readCheckpointBytes, type CheckpointCopyState } from './checkpoint/read-checkpoint';
import type { LogProblem } from './problem';

export interface CheckpointVerification {
  readonly path: string;
  readonly type: 'checkpoint';
  /** Both copies are good and of the right kind. */
  readonly ok: boolean;
  readonly copies: readonly CheckpointCopyState[];
  readonly problems: readonly LogProblem[];
  /** What the usable copy says. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Checks both copies of a checkpoint file.
 *
 * @throws JetError of the file system when the file cannot be read
 */
export async function verifyCheckpoint(fs: FileSystem, path: string): Promise<CheckpointVerification> {
  const file = await fs.open(path, 'read');
  try {
    const { copies, checkpoint, failure } = checkCheckpoint(await readCheckpointBytes(file));
    const problems: LogProblem[] = [];
    if (failure !== undefined) problems.push({ ...failure, severity: 'error', correctable: false });
    if (checkpoint !== undefined) {
      for (const [segment, { copy, checksum }] of copies.entries()) {
        if (checksum === 'good') continue;
        problems.push({
          error: 'JET_errCheckpointCorrupt',
          text: `the ${copy} copy is damaged; the other one is good`,
          severity: 'error',
          segment,
          correctable: true,
        });
      }
    }
    return { path, type: 'checkpoint', ok: problems.length === 0, copies, problems, checkpoint };
  } finally {
    await file.close();
  }
}
