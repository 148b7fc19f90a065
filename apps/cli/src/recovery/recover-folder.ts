import { JetError, type ProgressSink } from '@esekit/core';
import { LogFolder } from '@esekit/log';
import { recover, recoverVirtually, type RecoveryOptions, type RecoveryResult } from '@esekit/log/recovery';

/** What a recovery found out that its reader should know. */
export type RemarkSink = (text: string) => void;

/**
 * Recovers a folder, or with `isOverlay` finds out what that would come to.
 *
 * The current log of a stream may be missing when no database requires it. The engine's calls refuse that, its
 * own tool goes on without a word (35 §2.2); here it goes on and says so, once it is known that the databases
 * will be in order.
 */
export async function recoverFolder(options: RecoveryOptions, remark: RemarkSink): Promise<RecoveryResult> {
  try {
    return await run(options);
  } catch (error) {
    if (!isMissingCurrentLog(options, error)) throw error;
    const lenient = { ...options, acceptsMissingCurrentLog: true };
    if (!isFeasible(lenient)) throw error;
    const result = await run(lenient);
    remark('The current log is missing. No database needs it; what only it may have held is not there.');
    return result;
  }
}

async function run(options: RecoveryOptions): Promise<RecoveryResult> {
  if (options.isOverlay !== true) return recover(options);
  const virtual = recoverVirtually(options);
  virtual.close();
  return virtual.result;
}

function isMissingCurrentLog({ fs, logFolder, base }: RecoveryOptions, error: unknown): boolean {
  if (!JetError.isInstance(error) || error.name !== 'JET_errMissingLogFile') return false;
  const logs = LogFolder.look(fs, logFolder, { base });
  return logs.current === undefined && logs.highest !== undefined;
}

/** Whether it would succeed; tried without a trace. */
function isFeasible(options: RecoveryOptions): boolean {
  try {
    recoverVirtually({ ...options, onEvent: undefined, onProgress: undefined }).close();
    return true;
  } catch (error) {
    if (JetError.isInstance(error)) return false;
    throw error;
  }
}

/** The sizes of all logs are the most that a recovery can have to read. */
export function withLogBytes(
  { fs, logFolder, base }: Pick<RecoveryOptions, 'fs' | 'logFolder' | 'base'>,
  sink: ProgressSink | undefined,
): ProgressSink | undefined {
  if (sink === undefined) return undefined;
  const logs = LogFolder.look(fs, logFolder, { base });
  const paths = logs.generations.map((generation) => logs.archived(generation)!);
  if (logs.current !== undefined) paths.push(logs.current);
  const bytesTotal = paths.reduce((sum, path) => sum + (fs.statSync(path)?.size ?? 0), 0);
  return (progress) => sink({ ...progress, bytesTotal });
}
