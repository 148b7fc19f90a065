import type { InstanceOptions } from '@esekit/engine';
import type { Random } from '@esekit/testkit/random';

/** How the instance of a seed runs: everything small, so that little work meets every limit. */
export interface CrashSettings {
  readonly pageSize: number;
  readonly options: Partial<InstanceOptions>;
  /** Clean-up and checkpoints in turns of their own, or with the calls. */
  readonly hasScheduler: boolean;
}

/** Kibibytes that a log needs at least to hold what belongs together. */
const smallestLogs: Readonly<Record<number, readonly number[]>> = {
  4096: [64, 64, 128, 256],
  8192: [128, 128, 256],
  16384: [256, 512],
  32768: [512],
};

export function settingsOf(random: Random): CrashSettings {
  const pageSize = random.pick([4096, 4096, 4096, 4096, 4096, 8192, 8192, 16384, 32768]);
  const logFileSize = random.pick(smallestLogs[pageSize]!);
  return {
    pageSize,
    hasScheduler: random.below(3) === 0,
    options: {
      pageSize,
      logFileSize,
      isCircular: random.below(2) === 0,
      checkpointDepth: random.pick([16, 64, 256, 1024]) * 1024,
      cacheBytes: random.pick([16, 24, 40, 256]) * pageSize,
      extensionPages: random.pick([8, 16, 32]),
      formatVersion: random.pick([9600, 9600, 9600, 9180, 8620]),
      keepsFlushMaps: random.below(4) !== 0,
      sessionsMost: 16,
    },
  };
}
