import { JetError } from '@esekit/core';
import { newestEfv as newest, oldestEfv as oldest } from '@esekit/engine';

/** Values of JET_paramEngineFormatVersion that are none themselves. */
const engineDefault = 0x4000_0001;
const allowHigherPersisted = 0x8000_0000;

/**
 * @throws JET_errInvalidParameter, JET_errEngineFormatVersionNoLongerSupportedTooLow,
 *   JET_errEngineFormatVersionNotYetImplementedTooHigh
 */
export function requireFormatVersion(value: number): void {
  const version = resolveFormatVersion(value);
  if (version >= 0x4000_0000) throw new JetError('JET_errInvalidParameter', `format version ${value}`);
  if (version < oldest) {
    throw new JetError('JET_errEngineFormatVersionNoLongerSupportedTooLow', `format version ${version}`);
  }
  if (version > newest) {
    throw new JetError('JET_errEngineFormatVersionNotYetImplementedTooHigh', `format version ${version}`);
  }
}

/** The version that a value of the parameter stands for. */
export function resolveFormatVersion(value: number): number {
  const without = value >= allowHigherPersisted ? value - allowHigherPersisted : value;
  return without === engineDefault ? newest : without;
}
