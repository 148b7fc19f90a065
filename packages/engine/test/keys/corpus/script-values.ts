import { coltyp, isText, isUnicodeText, fixedSize } from '../../../src/values/coltyp';
import { columnBytes } from '../../../src/keys/column-bytes';
import type { KeyColumn } from '../../../src/keys/index-definition';
import { utf16Bytes } from '../../../src/keys/unicode-sort-key';
import { fromHex } from '../fixture';
import { literal } from './generated-values';

/** A word of a script as the bytes that the engine was given (scenario language, section 2); null = NULL. */
export function scriptValue(word: string, column: KeyColumn | undefined): Uint8Array | null {
  if (word === 'null') return null;
  if (word === 'empty') return new Uint8Array(0);
  if (word.startsWith('x:')) return fromHex(word.slice(2));
  const generated = /^(gen|text|rep|zero):(\d+)(?::(.*))?$/.exec(word);
  const type = column?.coltyp ?? coltyp.binary;
  const isWide = column !== undefined && isUnicodeText(column);
  if (generated !== null) {
    const [, kind, count, argument] = generated;
    const bytes = literal(kind!, Number(count), argument ?? '');
    if (type === coltyp.guid) return Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0);
    const isRaw = kind === 'gen' || kind === 'zero';
    return isWide && !isRaw
      ? Uint8Array.from({ length: bytes.length * 2 }, (_, i) => (i % 2 ? 0 : bytes[i / 2]!))
      : bytes;
  }
  const text = /^'.*'$/.test(word) ? word.slice(1, -1) : word;
  if (isWide) return utf16Bytes(text);
  if (column === undefined || isText(type) || fixedSize(type) === 0) return new TextEncoder().encode(text);
  return numberBytes(column, text);
}

/** Numbers keep their low bytes, whatever does not fit. */
function numberBytes(column: KeyColumn, text: string): Uint8Array {
  const { coltyp: type } = column;
  if (type === coltyp.ieeeSingle || type === coltyp.ieeeDouble || type === coltyp.dateTime) {
    return columnBytes(column, Number(text))!;
  }
  if (type === coltyp.bit) return Uint8Array.of(Number(text) === 0 ? 0 : 0xff);
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(Number(text)) === Number(text) ? text : '0'));
  const bytes = new Uint8Array(fixedSize(type));
  for (let i = 0; i < bytes.length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}
