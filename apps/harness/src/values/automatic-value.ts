import { formatGeneral } from '../output/format-general';
import { codePageUnicode, type ColumnType } from './column-type';
import { encodeValue, type ValueBytes } from './encode-value';
import { Generator } from './generators';

/** A column as far as its automatic values depend on it. */
export interface AutomaticColumn {
  /** All 32 bits; that of an inherited column has bit 31 set. */
  readonly columnid: number;
  readonly type: ColumnType;
  readonly cp: number;
  readonly cbMax: number;
  readonly isNotNull: boolean;
}

/** auto(column, i, seed) in the words of the scenario language (§2.2); `null` is NULL. */
export function automaticWord(column: AutomaticColumn, i: number, seed: number): string | null {
  const start = Math.imul(i, 2654435761) + Math.imul(seed, 97) + Math.imul(column.columnid, 31);
  const generator = Generator.from(start);
  generator.next();
  const v = generator.next();
  if (v % 7 === 0 && !column.isNotNull) return null;
  return wordOf(column, v, generator);
}

/** auto(column, i, seed) as bytes. */
export function automaticValue(column: AutomaticColumn, i: number, seed: number): ValueBytes {
  const word = automaticWord(column, i, seed);
  return word === null ? null : encodeValue(word, column);
}

/** What is generated for texts and binaries of no, or a large, limit. */
const cText = { limit: 120, otherwise: 60 } as const;
const cBinary = { limit: 60, otherwise: 60 } as const;

function wordOf(column: AutomaticColumn, v: number, generator: Generator): string {
  switch (column.type) {
    case 'Bit':
      return String(v & 1);
    case 'UnsignedByte':
      return String(v & 255);
    case 'UnsignedShort':
      return String(v & 65535);
    case 'Short':
      return String((v & 65535) - 32768);
    case 'Long':
      return String((v * 251 - 1000000000) | 0);
    case 'UnsignedLong':
      return String((v * 251) >>> 0);
    case 'Currency':
    case 'LongLong':
      return String(BigInt(v) * 1000003n - (BigInt(generator.next()) << 20n));
    case 'UnsignedLongLong':
      return String(BigInt.asUintN(64, (BigInt(v) * 1000003n) << 10n));
    case 'IEEESingle':
    case 'IEEEDouble':
      return formatGeneral(((v % 200001) - 100000) / 8, 6);
    case 'DateTime':
      return `${40000 + (v % 10000)}.25`;
    case 'GUID':
      return `gen:16:${v}`;
    default:
      return lengthOf(column, v);
  }
}

/** The types without a size of their own. */
function lengthOf({ type, cp, cbMax }: AutomaticColumn, v: number): string {
  switch (type) {
    case 'Text': {
      const c = cbMax > 0 && cbMax < cText.limit ? cbMax : cText.otherwise;
      return `text:${v % (cp === codePageUnicode ? c >> 1 : c)}:${v}`;
    }
    case 'Binary':
      return `gen:${v % (cbMax > 0 && cbMax < cBinary.limit ? cbMax : cBinary.otherwise)}:${v}`;
    case 'LongText':
      return `text:${v % 13 === 0 ? v % 5000 : v % 150}:${v}`;
    default:
      return `gen:${v % 11 === 0 ? v % 9000 : v % 200}:${v}`;
  }
}
