/** What a parameter holds. A folder ends with a delimiter; a path names a file or a folder. */
export type ParameterType = 'int' | 'bool' | 'grbit' | 'pow2' | 'str' | 'folder' | 'path' | 'ptr' | 'struct';

/** One line of the parameter table. */
export type ParameterRow = readonly [
  id: number,
  name: string,
  type: ParameterType,
  flags: string,
  byDefault: number | string,
  least: number,
  most: number,
];

export type ParameterValue = number | string;

/** A system parameter (32 §5.5). */
export interface Parameter {
  readonly id: number;
  readonly name: string;
  readonly type: ParameterType;
  readonly isText: boolean;
  readonly byDefault: ParameterValue;
  /** Smallest and largest value; of a text its length in characters. */
  readonly least: number;
  readonly most: number;
  readonly isGlobal: boolean;
  /** Passed over while JET_paramEnableAdvanced is 0. */
  readonly isAdvanced: boolean;
  /** Fixed as soon as the engine runs in any mode. */
  readonly isFixedByMode: boolean;
  /** Fixed as soon as the instance is initialised. */
  readonly isFixedByInit: boolean;
  readonly isReadOnly: boolean;
}

export function parameterOf(row: ParameterRow): Parameter {
  const [id, name, type, flags, byDefault, least, most] = row;
  return {
    id,
    name,
    type,
    isText: typeof byDefault === 'string',
    byDefault,
    least,
    most,
    isGlobal: flags.startsWith('G') || flags === 'R',
    isAdvanced: flags.includes('a'),
    isFixedByMode: flags.includes('g'),
    isFixedByInit: flags.includes('i'),
    isReadOnly: flags.includes('R'),
  };
}
