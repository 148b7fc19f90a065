import { recordTypeNumber } from '@esekit/log';

/** ExtRestore2 (21 §10), which says where databases were restored to: u16 length at 1, 8-bit text at 3. */
export function extRestoreRecord(text: string): Uint8Array {
  const bytes = Uint8Array.from([...text].map((character) => character.charCodeAt(0) & 0xff));
  const record = new Uint8Array(3 + bytes.length);
  record[0] = recordTypeNumber.ExtRestore2;
  record[1] = bytes.length & 0xff;
  record[2] = bytes.length >>> 8;
  record.set(bytes, 3);
  return record;
}
