import { JetError } from '@esekit/core';
import type { LogVersion } from '@esekit/log';
import type { FormatVersion } from '@esekit/pages';

/** What new files are made as when a setting is asked for: JET_paramEngineFormatVersion (01 §5.2, 20 §4). */
export interface FormatChoice {
  /** The setting itself, which headers name for diagnosis. */
  readonly efv: number;
  readonly database: FormatVersion;
  readonly log: LogVersion;
}

/** The version that files are created with, before it is raised (24 §6). */
export const createdVersion: FormatVersion = [0x620, 20, 0];

/** The newest setting this engine knows completely. */
export const newestEfv = 9600;

/** The oldest one that it writes. */
export const oldestEfv = 8620;

/** From which setting on a database has an update (01 §5.2). */
const databaseUpdates: readonly (readonly [efv: number, major: number, minor: number])[] = [
  [8620, 20, 0],
  [8940, 20, 20],
  [8960, 30, 40],
  [8980, 40, 60],
  [9000, 50, 80],
  [9020, 50, 100],
  [9040, 60, 120],
  [9060, 60, 140],
  [9080, 70, 160],
  [9100, 80, 180],
  [9120, 90, 200],
  [9140, 100, 220],
  [9180, 110, 240],
  [9200, 120, 260],
  [9220, 130, 280],
  [9240, 140, 300],
  [9260, 150, 320],
  [9280, 160, 340],
  [9300, 160, 360],
  [9340, 170, 380],
  [9360, 180, 400],
  [9380, 190, 420],
  [9400, 200, 440],
  [9420, 210, 460],
  [9440, 210, 480],
  [9460, 230, 500],
  [9520, 250, 520],
  [9540, 260, 540],
  [9560, 270, 560],
  [9580, 280, 580],
  [9600, 290, 600],
];

/** From which setting on a log has an update (20 §4). */
const logUpdates: readonly (readonly [efv: number, major: number, minor: number])[] = [
  [8620, 5, 14],
  [8940, 6, 20],
  [8980, 7, 40],
  [9040, 20, 60],
  [9100, 30, 80],
  [9120, 40, 100],
  [9140, 50, 120],
  [9160, 60, 140],
  [9320, 70, 160],
  [9340, 80, 180],
  [9360, 90, 200],
  [9420, 100, 220],
  [9480, 110, 240],
  [9500, 120, 260],
  [9580, 130, 280],
];

/** Logs from this version on announce new pages (24 §4), where the database does too. */
export const newPageLogVersion: LogVersion = {
  ulMajor: 8,
  ulMinor: 4000,
  ulUpdateMajor: 40,
  ulUpdateMinor: 100,
};
export const newPageDatabaseVersion: FormatVersion = [0x620, 90, 200];

/**
 * @throws JET_errEngineFormatVersionNoLongerSupportedTooLow, …NotYetImplementedTooHigh for what this engine does
 *   not write
 */
export function formatChoice(efv: number): FormatChoice {
  if (efv < oldestEfv) {
    throw new JetError('JET_errEngineFormatVersionNoLongerSupportedTooLow', `format version ${efv}`, {
      hint: `The oldest one that is written is ${oldestEfv}.`,
    });
  }
  if (efv > newestEfv) {
    throw new JetError('JET_errEngineFormatVersionNotYetImplementedTooHigh', `format version ${efv}`, {
      hint: `The newest one that is written is ${newestEfv}.`,
    });
  }
  const [, major, minor] = databaseUpdates.findLast(([from]) => from <= efv)!;
  const [, ulUpdateMajor, ulUpdateMinor] = logUpdates.findLast(([from]) => from <= efv)!;
  return {
    efv,
    database: [0x620, major, minor],
    log: { ulMajor: 8, ulMinor: 4000, ulUpdateMajor, ulUpdateMinor },
  };
}
