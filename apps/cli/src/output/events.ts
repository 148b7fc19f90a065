import type { EventSink } from '@esekit/core';
import type { Environment } from '../environment';
import { printable } from './printable';
import type { ProgressDisplay } from './progress';

/** Shows events as lines of standard error, without leaving half of a progress bar before them. */
export function eventSink(env: Environment, progress: ProgressDisplay): EventSink {
  return (event) => {
    progress.stop();
    env.stderr.write(`${printable(event.path)}: ${printable(event.text)}\n`);
  };
}
