import { JetError } from '@esekit/core';
import type { HardRecoveryOptions } from '@esekit/restore';
import type { Instance } from '../../instances/instance';
import { JET_sesidNil } from '../../status';
import { JET_snp, type JET_PFNSTATUS } from '../instances/restart-info';

/** What every kind of restore takes from its instance. */
export function restoreOptionsOf(
  instance: Instance,
  pfn: JET_PFNSTATUS | null,
): Omit<HardRecoveryOptions, 'logFolder'> {
  const { platform, parameters } = instance;
  return {
    fs: platform.fs,
    base: parameters.text('BaseName'),
    pageSize: parameters.number('DatabasePageSize'),
    logFileSize: parameters.number('LogFileSize') * 1024,
    isCircular: parameters.isOn('CircularLog'),
    createsFolders: parameters.isOn('CreatePathIfNotExist'),
    deletesOutOfRangeLogs: parameters.isOn('DeleteOutOfRangeLogs'),
    now: () => platform.now(),
    random: () => platform.random(),
    onEvent: (event) => {
      if (event.kind === 'engine') instance.tell(event);
    },
    onStatus: ({ snt, cunitDone, cunitTotal }) =>
      void pfn?.(JET_sesidNil, JET_snp.Restore, snt, { cbStruct: 12, cunitDone, cunitTotal }),
  };
}

/**
 * What JetRestore, JetRestore2 and JetRestoreInstance answer: the logs behind a set not going on from it is
 * one documented code there; which of the two cases it is stays in `cause` (31 §4).
 */
export function documentedRestoreError(error: unknown): unknown {
  if (!JetError.isInstance(error)) return error;
  const isSequence =
    error.name === 'JET_errExistingLogFileHasBadSignature' ||
    error.name === 'JET_errExistingLogFileIsNotContiguous';
  if (!isSequence) return error;
  const { hint } = error;
  return new JetError('JET_errInvalidLogSequence', error.message, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}
