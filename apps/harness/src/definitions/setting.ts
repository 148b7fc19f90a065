import { integerOf } from '../script/numbers';
import { ScriptError } from '../script/script-error';
import { setBits } from './bits';

/** `COL[flags]#TAG=VALUE`: one setting of a column (scenario language §4.5). */
export interface Setting {
  readonly column: string;
  readonly grbit: number;
  readonly ibLongValue: number;
  /** 0 adds a value. */
  readonly itagSequence: number;
  /** As the script has it. */
  readonly value: string;
}

/** Of a tag the number counts; what follows it does not, as F-10 shows. */
const form = /^([^[#=]+)(?:\[([^\]]*)\])?(?:#([0-9]+)[^=]*)?=(.*)$/s;

/** @throws ScriptError */
export function parseSetting(word: string): Setting {
  const [, column, flags = '', tag = '1', value] = form.exec(word) ?? [];
  if (column === undefined || value === undefined) throw new ScriptError(`${word} sets no column`);
  let grbit = 0;
  let ibLongValue = 0;
  for (const flag of flags === '' ? [] : flags.split(',')) {
    const [name = '', offset] = flag.split('@');
    if (!Object.hasOwn(setBits, name)) throw new ScriptError(`${name} is no flag of a setting`);
    grbit |= setBits[name as keyof typeof setBits];
    if (offset !== undefined) ibLongValue = integerOf(offset);
  }
  return { column, grbit, ibLongValue, itagSequence: integerOf(tag), value };
}

export function isSizeSetting({ grbit }: Setting): boolean {
  return (grbit & setBits.size) !== 0;
}
