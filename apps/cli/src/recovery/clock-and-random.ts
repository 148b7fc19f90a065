import { logTimeFromDate, type LogTime } from '@esekit/core';
import type { Environment } from '../environment';

/** Time and numbers for what recovery and restore write. */
export function clockAndRandom(env: Environment): { now: () => LogTime; random: () => number } {
  return {
    now: () => logTimeFromDate(env.now()),
    random: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  };
}
