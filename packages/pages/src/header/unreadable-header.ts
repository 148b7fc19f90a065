import { JetError } from '@esekit/core';
import { databaseMagic } from './database-header';
import { oldFormatError } from './format-version';

/**
 * What an attach answers when no header copy is intact (01 §6): formats before 0x620 are recognised
 * by what is left of them, anything else with the magic number is a wrong version, the rest is damage.
 *
 * @param start the first bytes of the file
 */
export function unreadableHeaderError(start: Uint8Array, path: string): JetError {
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const hasMagic = start.length >= 12 && view.getUint32(4, true) === databaseMagic;
  const name = hasMagic ? oldFormatError(view.getUint32(8, true)) : 'JET_errDatabaseCorrupted';
  return new JetError(name, `${path}: neither copy of the database header is intact`);
}
