import type { Progress, ProgressSink } from '@esekit/core';
import { SingleBar } from 'cli-progress';
import type { Environment } from '../environment';
import { formatBytes } from './text';

/** Work below this is done before a bar would be read. */
const worthShowingBytes = 64 * 1024 * 1024;

export interface ProgressDisplay {
  readonly sink: ProgressSink | undefined;
  /** Takes the bar away; call it before anything else is written. */
  readonly stop: () => void;
}

/**
 * Shows how far long work is: a bar on a terminal, otherwise one line per 10 %. Both on standard
 * error.
 */
export function progressDisplay(env: Environment, quiet: boolean): ProgressDisplay {
  if (quiet) return { sink: undefined, stop: () => {} };
  return env.stderr.isTerminal ? bar(env) : lines(env);
}

function isLong(progress: Progress): progress is Progress & { bytesTotal: number } {
  return progress.bytesTotal !== undefined && progress.bytesTotal >= worthShowingBytes;
}

function bar(env: Environment): ProgressDisplay {
  let shown: SingleBar | undefined;
  let subject = '';
  let startedAt = 0;
  const stop = (): void => {
    shown?.stop();
    shown = undefined;
  };
  const sink: ProgressSink = (progress) => {
    if (!isLong(progress)) return;
    if (!shown || subject !== progress.subject) {
      stop();
      subject = progress.subject;
      startedAt = env.clock();
      shown = new SingleBar({
        format: '{subject} [{bar}] {percentage} % | {done} | {rate}/s | {eta_formatted} left',
        clearOnComplete: true,
        hideCursor: true,
      });
      shown.start(progress.bytesTotal, 0, { subject, done: '', rate: '' });
    }
    const seconds = Math.max(0.001, env.clock() - startedAt);
    shown.update(progress.bytesDone, {
      done: formatBytes(progress.bytesDone),
      rate: formatBytes(progress.bytesDone / seconds),
    });
  };
  return { sink, stop };
}

function lines(env: Environment): ProgressDisplay {
  let subject = '';
  let next = 10;
  const sink: ProgressSink = (progress) => {
    if (!isLong(progress)) return;
    if (subject !== progress.subject) {
      subject = progress.subject;
      next = 10;
    }
    const percent = Math.floor((100 * progress.bytesDone) / progress.bytesTotal);
    if (percent < next) return;
    next = percent - (percent % 10) + 10;
    env.stderr.write(`${subject}: ${percent - (percent % 10)} % (${formatBytes(progress.bytesDone)})\n`);
  };
  return { sink, stop: () => {} };
}
