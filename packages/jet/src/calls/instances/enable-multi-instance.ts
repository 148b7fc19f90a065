import { JetError } from '@esekit/core';
import { engine } from '../../instances/engine';
import { changeParameter } from '../../parameters/change-parameter';
import { readValue } from '../../parameters/read-value';
import { requireParameter } from '../../parameters/parameters';
import { success, type JetRef, type JetStatus } from '../../status';
import type { JET_SETSYSPARAM } from '../../structures/instances';

/**
 * Sets the parameters that every instance begins with, and makes the engine run with several of them (32 §5.3).
 *
 * @param psetsysparam each receives in `err` what came of it
 * @param csetsysparam how many of them count
 * @param pcsetsucceed receives how many were set before the first failure; behind it none is tried
 * @throws JET_errRunningInOneInstanceMode; when the engine runs with several instances already
 *   JET_errSystemParamsAlreadySet if the values are those that it has, else JET_errSystemParameterConflict; the
 *   errors of JetSetSystemParameter
 */
export function JetEnableMultiInstance(
  psetsysparam: readonly JET_SETSYSPARAM[] | null,
  csetsysparam: number,
  pcsetsucceed: JetRef<number> | null,
): JetStatus {
  const list = (psetsysparam ?? []).slice(0, csetsysparam);
  for (const element of list) element.err = 0;
  if (pcsetsucceed !== null) pcsetsucceed.value = 0;
  if (engine.mode === 'single') {
    throw new JetError('JET_errRunningInOneInstanceMode', 'the engine runs with one instance');
  }
  const each = engine.mode === 'multi' ? compare : set;
  let succeeded = 0;
  for (const element of list) {
    try {
      each(element);
    } catch (error) {
      if (JetError.isInstance(error)) element.err = error.code;
      throw error;
    }
    succeeded++;
    if (pcsetsucceed !== null) pcsetsucceed.value = succeeded;
  }
  if (engine.mode === 'multi') {
    throw new JetError('JET_errSystemParamsAlreadySet', 'the parameters have these values');
  }
  engine.mode = 'multi';
  return success;
}

function set({ paramid, lParam, sz }: JET_SETSYSPARAM): void {
  const parameter = requireParameter(paramid);
  changeParameter(
    parameter,
    engine.parameterTarget(undefined),
    parameter.isText ? (sz ?? '') : lParam,
    engine.platform,
  );
}

/** @throws JET_errSystemParameterConflict, with event 913 */
function compare({ paramid, lParam, sz }: JET_SETSYSPARAM): void {
  const parameter = requireParameter(paramid);
  const wanted = parameter.isText ? (sz ?? '') : lParam;
  if (readValue(parameter, engine.parameters) === wanted) return;
  const text = `${parameter.name} was set to another value before`;
  engine.tell({ kind: 'engine', id: 913, severity: 'warning', parameters: [parameter.name], text });
  throw new JetError('JET_errSystemParameterConflict', text);
}
