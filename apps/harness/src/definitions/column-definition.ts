import type { JET_COLUMNCREATE } from '@esekit/jet';
import { Arguments } from '../script/arguments';
import { codePageEnglish, coltypOf, columnTypeOf, isText } from '../values/column-type';
import { encodeValue } from '../values/encode-value';
import { columnBits } from './bits';

const syntax = { inFront: 2, options: ['cb', 'cp', 'default', 'grbit'], flags: Object.keys(columnBits) };

/** `NAME TYPE [cb=N] [cp=N] [default=VALUE] [grbit=] flags` (scenario language §4.3). */
export function parseColumn(words: readonly string[]): JET_COLUMNCREATE {
  const given = new Arguments(words, syntax);
  const szColumnName = given.take('column name');
  const coltyp = coltypOf(given.take('column type'));
  const type = columnTypeOf(coltyp);
  const cp = given.number('cp') ?? (isText({ type, cp: 0 }) ? codePageEnglish : 0);
  const value = given.option('default');
  return {
    szColumnName,
    coltyp,
    cp,
    cbMax: given.number('cb') ?? 0,
    grbit: given.grbit(columnBits),
    pvDefault: value === undefined ? null : encodeValue(value, { type, cp }),
  };
}
