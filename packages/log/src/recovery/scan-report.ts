import { JetError, type JetErrorName } from '@esekit/core';
import type { LogScan } from '../segments/scan-log';
import type { OpenLog } from './open-log';
import type { RecoveryEvents } from './recovery-events';

/** Which rules apply to damage in a log (31 §5.4): soft recovery, a backup set, or logs behind it. */
export type DamageRules = 'soft' | 'set' | 'behindSet';

const damageEvents = { soft: 465, set: 463, behindSet: 464 } as const;

const damageErrors = {
  soft: 'JET_errLogFileCorrupt',
  set: 'JET_errLogCorruptDuringHardRestore',
  behindSet: 'JET_errLogCorruptDuringHardRecovery',
} as const satisfies Record<DamageRules, JetErrorName>;

/** Writes the events of what a scan of a log found (20 §5.8, 34 §4). */
export function reportScan(events: RecoveryEvents, log: OpenLog, scan: LogScan, rules: DamageRules): void {
  for (const problem of scan.problems) {
    if (problem.severity === 'warning') continue;
    const place = `${log.path}: ${problem.text}`;
    const segment = problem.segment ?? 0;
    // A wrong bit in a shadow is corrected and nobody's news.
    if (problem.correctable && segment > scan.lastSegment) continue;
    if (problem.correctable) events.write(segment === scan.tornSegment ? 466 : 554, place, log.path, segment);
  }
  if (!scan.isCorrupt) return;
  const first = scan.problems.find((problem) => !problem.correctable) ?? scan.problems[0];
  const text = `${log.path}: ${first?.text ?? 'the log is damaged'}`;
  events.write(552, text, log.path, first?.segment ?? 0);
  events.write(damageEvents[rules], text, log.path, first?.segment ?? 0);
}

/** The error that damage found by a scan is. */
export function scanError(log: OpenLog, scan: LogScan, rules: DamageRules): JetError {
  const first = scan.problems.find((problem) => !problem.correctable) ?? scan.problems[0];
  return new JetError(damageErrors[rules], `${log.path}: ${first?.text ?? 'the log is damaged'}`);
}
