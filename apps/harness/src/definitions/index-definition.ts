import { JET_bit, type JET_CONDITIONALCOLUMN, type JET_INDEXCREATE, type JET_TUPLELIMITS } from '@esekit/jet';
import { Arguments } from '../script/arguments';
import { integerOf } from '../script/numbers';
import { ScriptError } from '../script/script-error';
import { indexBits } from './bits';

const syntax = {
  inFront: 2,
  options: ['density', 'keymost', 'varsegmac', 'locale', 'mapflags', 'cond', 'tuple', 'grbit'],
  flags: Object.keys(indexBits),
};

/** Ignores case, kana and width, and makes a sort key. */
const mapFlagsDefault = 0x30401;

const cchTupleMost = 0x7fff;

/** `NAME KEY [options]` (scenario language §4.3). */
export function parseIndex(words: readonly string[]): JET_INDEXCREATE {
  const given = new Arguments(words, syntax);
  const szIndexName = given.take('index name');
  const szKey = keyOf(given.take('index key'));
  const keyMost = given.number('keymost');
  const locale = given.option('locale');
  const tuple = given.option('tuple');
  return {
    szIndexName,
    szKey,
    grbit:
      (given.grbit(indexBits) |
        (keyMost === undefined ? 0 : JET_bit.IndexKeyMost) |
        (locale === undefined ? 0 : JET_bit.IndexUnicode) |
        (tuple === undefined ? 0 : JET_bit.IndexTuples | JET_bit.IndexTupleLimits)) >>>
      0,
    ulDensity: given.number('density'),
    cbVarSegMac: given.number('varsegmac'),
    cbKeyMost: keyMost,
    pidxunicode:
      locale === undefined
        ? null
        : { szLocaleName: locale, dwMapFlags: given.number('mapflags') ?? mapFlagsDefault },
    rgconditionalcolumn: conditionsOf(given.option('cond')),
    ptuplelimits: tuple === undefined ? null : tupleOf(tuple),
  };
}

/** `+a-b` as the calls have it; without signs it is handed on as it is. */
function keyOf(word: string): string {
  const segments = word.match(/[+-][^+-]*/g);
  return segments === null ? `${word}\0\0` : `${segments.map((segment) => `${segment}\0`).join('')}\0`;
}

function conditionsOf(option: string | undefined): readonly JET_CONDITIONALCOLUMN[] {
  return (option?.split(',') ?? []).map((part) => {
    const [szColumnName = '', condition] = part.split(':');
    if (condition === 'null') return { szColumnName, grbit: JET_bit.IndexColumnMustBeNull };
    if (condition === 'notnull') return { szColumnName, grbit: JET_bit.IndexColumnMustBeNonNull };
    throw new ScriptError(`${part} is no condition`);
  });
}

/** `MIN,MAX[,TOINDEXMAX[,INCREMENT[,START]]]` */
function tupleOf(option: string): JET_TUPLELIMITS {
  const [min, max, toIndexMax = cchTupleMost, increment = 1, start = 0] = option.split(',').map(integerOf);
  if (min === undefined || max === undefined) throw new ScriptError(`tuple=${option}`);
  return {
    chLengthMin: min,
    chLengthMax: max,
    chToIndexMax: toIndexMax,
    cchIncrement: increment,
    ichStart: start,
  };
}
