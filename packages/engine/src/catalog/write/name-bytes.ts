import { JetError } from '@esekit/core';
import { columnBytes, type KeyColumn } from '../../keys';
import { coltyp } from '../../values/coltyp';

const nameColumn: KeyColumn = {
  columnid: 0,
  coltyp: coltyp.text,
  size: 255,
  isFixed: false,
  isMultiValued: false,
  codePage: 1252,
};

const guidColumn: KeyColumn = { ...nameColumn, coltyp: coltyp.guid, size: 16, isFixed: true, codePage: 0 };

/** @throws JET_errUnicodeTranslationFail for characters that code page 1252 does not have */
export function codePage1252Bytes(text: string): Uint8Array {
  return columnBytes(nameColumn, text)!;
}

/** A GUID in the memory order of Windows. */
export function guidBytes(text: string): Uint8Array {
  return columnBytes(guidColumn, text)!;
}

/** JET_cbNameMost. */
const nameBytesMost = 64;

/** Characters that no name may have (10 §7): controls, and what stands in expressions. */
// eslint-disable-next-line no-control-regex
const forbidden = /[\x00-\x1f!.[\]]/;

/**
 * A name of a table, column or index as it is stored: without trailing spaces (10 §7).
 *
 * @throws JET_errInvalidName
 */
export function storedName(name: string): string {
  const stored = name.replace(/ +$/, '');
  const why =
    stored === ''
      ? 'it is empty'
      : stored.startsWith(' ')
        ? 'it begins with a space'
        : forbidden.test(stored)
          ? 'it has a character that names may not have'
          : codePage1252Bytes(stored).length > nameBytesMost
            ? `it has more than ${nameBytesMost} bytes`
            : undefined;
  if (why !== undefined) throw new JetError('JET_errInvalidName', `name ${JSON.stringify(name)}: ${why}`);
  return stored;
}
