import { JetError } from '@esekit/core';
import type { JetPlatform } from '../platform';
import type { Parameter, ParameterValue } from './parameter';
import type { ParameterSet } from './parameter-set';
import { requireFormatVersion } from './format-version';
import { JET_param } from './parameters';
import { applyConfiguration } from './presets';
import { readValue } from './read-value';

/** Switches that refuse numbers above 1 instead of taking them for 1 (32 §5.1, step 9). */
const strictSwitches: ReadonlySet<number> = new Set([47, 74, 75, 83, 89, 93, 175, 180, 191, 192, 214, 215]);

/** What may be set when. */
export interface ParameterTarget {
  readonly parameters: ParameterSet;
  /** It is the table that instances begin with. */
  readonly isGlobal: boolean;
  /** JET_paramDatabasePageSize. */
  readonly pageSize: number;
  /** A database is attached, so that the format version stays. */
  readonly hasDatabases: boolean;
  /** The engine runs in a mode. */
  readonly hasMode: boolean;
  readonly isInitialised: boolean;
}

/**
 * Changes one parameter (32 §5.1, steps 4 to 10).
 *
 * @throws JET_errAlreadyInitialized, JET_errInvalidParameter, JET_errInvalidPath, JET_errInvalidGrbit
 */
export function changeParameter(
  parameter: Parameter,
  target: ParameterTarget,
  given: ParameterValue,
  platform: JetPlatform,
): void {
  const { parameters, hasMode, isInitialised } = target;
  if (parameter.isAdvanced && !parameters.isOn('EnableAdvanced')) return;
  if (parameter.isReadOnly) throw refused(parameter, 'it can only be read');
  const isKnown = !parameter.isText && given === readValue(parameter, parameters);
  if (isKnown && parameter.id !== JET_param.Configuration) return;
  if ((parameter.isFixedByMode && hasMode) || (parameter.isFixedByInit && isInitialised)) {
    throw new JetError('JET_errAlreadyInitialized', `${parameter.name} is fixed by now`);
  }
  const wanted = given === allBits && parameter.most === largest ? largest : given;
  requireRange(parameter, wanted);
  requireSpecial(parameter, wanted, target);
  parameters.set(
    parameter.id,
    parameter.id === JET_param.Configuration
      ? applyConfiguration(parameters, Number(wanted), target.isGlobal, target.pageSize)
      : stored(parameter, wanted, platform),
  );
}

/** What stands for the largest number of the platform, as callers write it and as it is kept. */
const allBits = -1;
const largest = Number.MAX_SAFE_INTEGER;

function requireRange(parameter: Parameter, given: ParameterValue): void {
  const { least, most, type } = parameter;
  if (typeof given === 'string') {
    if (given.length < least || given.length > most) {
      throw refused(parameter, `it has ${given.length} characters`);
    }
    return;
  }
  if (type === 'bool') {
    if (given > 1 && strictSwitches.has(parameter.id)) throw refused(parameter, `${given} is not 0 or 1`);
    return;
  }
  if (!Number.isInteger(given) || given < least || given > most) {
    throw refused(parameter, `${given} is not in ${least} to ${most}`);
  }
  if (type === 'pow2' && (given & (given - 1)) !== 0) throw refused(parameter, `${given} is no power of two`);
}

function requireSpecial(parameter: Parameter, given: ParameterValue, target: ParameterTarget): void {
  const value = Number(given);
  switch (parameter.id) {
    case JET_param.EnableShrinkDatabase:
      if (!isImpossibleShrink(value)) return;
      throw new JetError('JET_errInvalidGrbit', `${parameter.name}: ${value} is no combination of its bits`);
    case JET_param.CommitDefault:
      if ((value & ~commitFlags) === 0) return;
      throw refused(parameter, `${value} is no combination of commit flags`);
    case JET_param.EngineFormatVersion:
      requireFormatVersion(value);
      if (!target.hasDatabases) return;
      throw new JetError(
        'JET_errAlreadyInitialized',
        'the format version stays while databases are attached',
      );
    default:
  }
}

/** Lazy, wait for the last or for all commits, new log. */
const commitFlags = 0x1 | 0x2 | 0x8 | 0x10;

/** 1 on, 2 realtime, 0x8000 periodic; the last two only together with the first. */
function isImpossibleShrink(bits: number): boolean {
  return (bits & ~0x8003) !== 0 || (bits !== 0 && (bits & 1) === 0);
}

function stored(parameter: Parameter, given: ParameterValue, platform: JetPlatform): ParameterValue {
  if (parameter.type === 'bool') return Number(given) === 0 ? 0 : 1;
  if (typeof given !== 'string' || given === '') return given;
  if (parameter.type === 'folder') return requireLength(parameter, platform.absoluteFolder(given));
  if (parameter.type === 'path' && /[\\/]/.test(given)) {
    const isFolder = /[\\/]$/.test(given);
    return requireLength(parameter, isFolder ? platform.absoluteFolder(given) : platform.absolutePath(given));
  }
  return given;
}

function requireLength(parameter: Parameter, path: string): string {
  if (path.length <= parameter.most) return path;
  throw refused(parameter, `${path} is too long`);
}

function refused(parameter: Parameter, why: string): JetError {
  return new JetError('JET_errInvalidParameter', `${parameter.name}: ${why}`);
}
