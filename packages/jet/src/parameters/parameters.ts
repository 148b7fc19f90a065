import { JetError } from '@esekit/core';
import { parameterOf, type Parameter } from './parameter';
import { parameterTable } from './parameter-table';

type Row = (typeof parameterTable)[number];

export type ParameterName = Row[1];

/**
 * The numbers of the parameters by the names behind `JET_param`.
 *
 * @example JetSetSystemParameter(null, null, JET_param.BaseName, 0, 'SRU');
 */
export const JET_param = Object.fromEntries(parameterTable.map(([id, name]) => [name, id])) as {
  readonly [Each in Row as Each[1]]: Each[0];
};

const byId = new Map<number, Parameter>(parameterTable.map((row) => [row[0], parameterOf(row)]));

/** @throws JET_errInvalidParameter for a number that is none */
export function requireParameter(id: number): Parameter {
  const parameter = byId.get(id);
  if (parameter === undefined) throw new JetError('JET_errInvalidParameter', `there is no parameter ${id}`);
  return parameter;
}

/** Every parameter. */
export function allParameters(): Iterable<Parameter> {
  return byId.values();
}
