import { limitsOfPageSize } from './page-size-limits';
import { resolveFormatVersion } from './format-version';
import type { Parameter, ParameterValue } from './parameter';
import type { ParameterSet } from './parameter-set';
import { JET_param } from './parameters';

/** What callers read and write for the largest number of the platform: all of its bits set. */
const allBits = -1;

/**
 * A parameter's value as JetGetSystemParameter gives it.
 *
 * @param parameters those of the instance that is asked, or the global ones
 */
export function readValue(parameter: Parameter, parameters: ParameterSet): ParameterValue {
  const { id, type } = parameter;
  const value = parameters.get(id);
  if (id === JET_param.EngineFormatVersion) return resolveFormatVersion(Number(value));
  if (value === Number.MAX_SAFE_INTEGER) return allBits;
  const isUnsetPlace = type === 'folder' && value === '' && parameter.most > 0;
  // The alternate recovery folder is none by default; the others are the current one.
  return isUnsetPlace && id !== JET_param.AlternateDatabaseRecoveryPath ? './' : value;
}

/** Longest key, record and chunk of long values for a page size. */
export function readSizeLimit(id: number, pageSize: number): number | undefined {
  const limits = limitsOfPageSize(pageSize);
  if (id === JET_param.KeyMost) return limits.keyMost;
  if (id === JET_param.LVChunkSizeMost) return limits.lvChunkMost;
  return id === JET_param.RecordSizeMost ? limits.recordMost : undefined;
}
