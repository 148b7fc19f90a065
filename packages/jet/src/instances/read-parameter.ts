import { JetError } from '@esekit/core';
import type { Parameter, ParameterValue } from '../parameters/parameter';
import { JET_param } from '../parameters/parameters';
import { readSizeLimit, readValue } from '../parameters/read-value';
import { engine } from './engine';
import type { Instance } from './instance';

/** Pages that a cache has at least, whatever was asked for. */
const cachePagesLeast = 2;

/**
 * A parameter's value as JetGetSystemParameter gives it: what was set, or what the engine knows by itself.
 *
 * @param instance whose it is; `undefined` for the global ones
 * @throws JET_errInvalidParameter for what is known only while an instance runs
 */
export function readInstanceParameter(parameter: Parameter, instance: Instance | undefined): ParameterValue {
  const { id } = parameter;
  const limit = readSizeLimit(id, engine.parameters.number('DatabasePageSize'));
  if (limit !== undefined) return limit;
  if (id === JET_param.CacheSize) return cacheSize();
  if (id === JET_param.TransactionLevel) throw notReadable(parameter);
  if (id === JET_param.RecoveryCurrentLogfile) {
    const generation = instance?.running?.lGeneration;
    if (generation === undefined) throw notReadable(parameter);
    return generation;
  }
  return readValue(parameter, instance?.parameters ?? engine.parameters);
}

/** There is no cache before there is an instance; then the minimum wins (32 §5.6). */
function cacheSize(): number {
  if (engine.mode === 'unset') return 0;
  const { parameters } = engine;
  return Math.max(parameters.number('CacheSizeMin'), parameters.number('CacheSize'), cachePagesLeast);
}

function notReadable({ name }: Parameter): JetError {
  return new JetError('JET_errInvalidParameter', `${name} has no value now`);
}
