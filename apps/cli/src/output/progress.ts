import type { Progress, ProgressSink } from '@esekit/core';
import type { Environment } from '../environment';
import type { LongProgress } from './long-progress';

/** Work below this is done before a bar would be read. */
const worthShowingBytes = 64 * 1024 * 1024;

export interface ProgressDisplay {
  readonly sink: ProgressSink | undefined;
  /** Takes the bar away; call it before anything else is written. */
  readonly stop: () => void;
}

/**
 * Shows how far long work is: a bar on a terminal, otherwise one line per 10 %. Both on standard
 * error, so that they never mix with a report that is piped on. Only what is shown is loaded.
 */
export async function progressDisplay(env: Environment, quiet: boolean): Promise<ProgressDisplay> {
  if (quiet) return { sink: undefined, stop: () => {} };
  const { show, stop } = env.stderr.isTerminal
    ? (await import('./progress-bar')).progressBar(env)
    : (await import('./progress-lines')).progressLines(env);
  const sink: ProgressSink = (progress) => {
    if (isLong(progress)) show(progress);
  };
  return { sink, stop };
}

function isLong(progress: Progress): progress is LongProgress {
  return progress.bytesTotal !== undefined && progress.bytesTotal >= worthShowingBytes;
}
