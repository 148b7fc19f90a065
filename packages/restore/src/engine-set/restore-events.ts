import { JetError, type EngineEvent, type EventSink, type JetErrorName } from '@esekit/core';

/** The events of a restore itself (34 §4); those of the replay are recovery's. */
const severities = {
  204: 'information',
  205: 'information',
  216: 'information',
  412: 'error',
  426: 'error',
  430: 'error',
  431: 'error',
  432: 'error',
  434: 'error',
  435: 'error',
  450: 'error',
  454: 'error',
  456: 'warning',
  457: 'warning',
  458: 'warning',
  472: 'warning',
  487: 'error',
  490: 'error',
  499: 'warning',
} as const satisfies Record<number, EngineEvent['severity']>;

export type RestoreEventId = keyof typeof severities;

/** Damage of a log has events of its own, so event 454 does not follow it (31 §2, step 11). */
const logDamage: readonly JetErrorName[] = [
  'JET_errLogFileCorrupt',
  'JET_errLogTornWriteDuringHardRestore',
  'JET_errLogTornWriteDuringHardRecovery',
  'JET_errLogCorruptDuringHardRestore',
  'JET_errLogCorruptDuringHardRecovery',
];

/** Writes the events of one restore. Everything that recovery writes must pass through {@link sink} too. */
export class RestoreEvents {
  #hasFailure = false;

  constructor(readonly onEvent: EventSink | undefined) {}

  /** For whoever works under this restore: what it reports is not reported twice. */
  readonly sink: EventSink = (event) => {
    if (event.kind === 'engine' && event.id === 454) this.#hasFailure = true;
    this.onEvent?.(event);
  };

  write(id: RestoreEventId, text: string, ...parameters: readonly (string | number)[]): void {
    this.sink({ kind: 'engine', id, severity: severities[id], parameters: parameters.map(String), text });
  }

  /** Event 454, unless the failure has told of itself. */
  failed(error: unknown): void {
    if (!JetError.isInstance(error) || this.#hasFailure || logDamage.includes(error.name)) return;
    this.write(454, `the restore failed: ${error.message}`, error.code);
  }
}
