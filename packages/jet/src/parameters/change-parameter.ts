import { JetError } from '@esekit/core';
import type { JetPlatform } from '../platform';
import type { Parameter, ParameterValue } from './parameter';
import type { ParameterSet } from './parameter-set';
import { JET_param } from './parameters';

/** Switches that refuse numbers above 1 instead of taking them for 1 (32 §5.1, step 9). */
const strictSwitches: ReadonlySet<number> = new Set([74, 75, 83, 89, 93, 175, 180, 191, 192, 214, 215]);

/** What may be set when. */
export interface ParameterTarget {
  readonly parameters: ParameterSet;
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
  const isKnown = !parameter.isText && given === parameters.get(parameter.id);
  if (isKnown && parameter.id !== JET_param.Configuration) return;
  if ((parameter.isFixedByMode && hasMode) || (parameter.isFixedByInit && isInitialised)) {
    throw new JetError('JET_errAlreadyInitialized', `${parameter.name} is fixed by now`);
  }
  requireRange(parameter, given);
  requireSpecial(parameter, given);
  parameters.set(parameter.id, stored(parameter, given, platform));
}

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

function requireSpecial(parameter: Parameter, given: ParameterValue): void {
  const isOdd = parameter.id === JET_param.EnableShrinkDatabase && isImpossibleShrink(Number(given));
  if (isOdd)
    throw new JetError('JET_errInvalidGrbit', `${parameter.name}: ${given} is no combination of its bits`);
  if (parameter.id === JET_param.Configuration) {
    throw new JetError('JET_errFeatureNotAvailable', 'presets of parameters are not available', {
      hint: 'Set the parameters one by one.',
    });
  }
}

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
