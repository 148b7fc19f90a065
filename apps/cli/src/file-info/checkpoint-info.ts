import { checkCheckpoint } from '@esekit/log';
import type { HeaderInfo, InfoProblem } from './header-info';

/** Both copies of a checkpoint; the fields are those of the copy that counts. */
export function checkpointInfo(head: Uint8Array): HeaderInfo {
  const { copies, checkpoint, failure } = checkCheckpoint(head);
  const problems: InfoProblem[] = failure ? [failure] : [];
  for (const { copy, checksum } of checkpoint ? copies : []) {
    if (checksum === 'good') continue;
    problems.push({ error: 'JET_errCheckpointCorrupt', text: `the ${copy} copy is damaged` });
  }
  return {
    headers: copies,
    pageSize: null,
    state: null,
    header: checkpoint ? { ...checkpoint } : null,
    problems,
  };
}
