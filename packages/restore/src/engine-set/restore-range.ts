import { logTimeMilliseconds, type LogTime } from '@esekit/core';
import type { RecoveryStop } from '@esekit/log/recovery';

/** When each generation that is going to be replayed was created, ascending. */
export type GenerationTimes = ReadonlyMap<number, LogTime>;

/**
 * The last generation that is replayed to its end when redo stops early; `undefined` when nothing stops it.
 * A copy must be consistent by then (31 §5.3): the changes of a later moment may be in it already.
 */
export function lastWholeGeneration(
  stopAt: RecoveryStop | undefined,
  times: GenerationTimes,
): number | undefined {
  if (stopAt === undefined) return undefined;
  if ('lGeneration' in stopAt) return stopAt.lGeneration;
  if ('lgpos' in stopAt) {
    const { lGeneration, isec } = stopAt.lgpos;
    return isec === 0xffff ? lGeneration : lGeneration - 1;
  }
  const stop = logTimeMilliseconds(stopAt.time);
  let inside = 0;
  for (const [lGeneration, time] of times) if (logTimeMilliseconds(time) <= stop) inside = lGeneration;
  // Nothing tells when the last generation ended, so the one that the time falls into does not count.
  return inside - 1;
}
