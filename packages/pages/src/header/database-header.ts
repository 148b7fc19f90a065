import { compareLgpos, isLgposSet, JetError, readFields, writeFields } from '@esekit/core';
import { checksumSeed, stampXorChecksum } from '../checksum/xor';
import { headerFields, type DatabaseHeader } from './header-fields';

/** Decodes a header image of one page. The checksum is not looked at. */
export function decodeDatabaseHeader(image: Uint8Array): DatabaseHeader {
  return readFields(headerFields, image);
}

/** Changes fields of a header image in place and stamps its checksum; other bytes stay. */
export function updateHeaderImage(image: Uint8Array, changes: Partial<DatabaseHeader>): void {
  writeFields(headerFields, image, changes);
  stampXorChecksum(image);
}

/** A new header image of one page: zero but for the magic number, the page size and `fields`. */
export function createHeaderImage(pageSize: number, fields: Partial<DatabaseHeader>): Uint8Array {
  const image = new Uint8Array(pageSize);
  updateHeaderImage(image, { ulMagic: checksumSeed, cbPageSize: pageSize, ...fields });
  return image;
}

/** Magic number of database headers; a log has its generation there, which is never this large. */
export const databaseMagic = checksumSeed;

/**
 * The invariants of a written header (01 §6.2).
 *
 * @throws JET_errDatabaseCorrupted naming the first one that does not hold
 */
export function checkHeaderInvariants(header: DatabaseHeader): void {
  const { lGenMinRequired: min, lGenMinConsistent: consistent, lGenMaxRequired: max } = header;
  const committed = header.lGenMaxCommitted;
  const resize = header.lgposLastResize;
  const clean = header.dbstate === 1 || header.dbstate === 3 || header.dbstate === 4;
  const preRedo = [header.lGenPreRedoMinRequired, header.lGenPreRedoMinConsistent] as const;
  const rules: readonly (readonly [boolean, string])[] = [
    [min <= max && max <= committed, `required ${min}-${max} and committed ${committed} are out of order`],
    [
      consistent === 0 || (min <= consistent && consistent <= max),
      `lGenMinConsistent ${consistent} is outside the required range ${min}-${max}`,
    ],
    [!clean || (min | max | committed | consistent) === 0, 'a clean database has a required range'],
    [
      (preRedo[0] | preRedo[1]) === 0 || header.dbstate === 2 || header.dbstate === 7,
      'the range before redo is set in a state that has none',
    ],
    [
      preRedo.every((before, i) => before === 0 || (before > [min, consistent][i]! && before <= max)),
      'the range before redo does not lie behind the current one',
    ],
    [
      !isLgposSet(resize) || compareLgpos(resize, header.lgposAttach) >= 0 || header.ulRepairCount > 0,
      'lgposLastResize is before the attach',
    ],
    [
      header.dbstate !== 3 ||
        !isLgposSet(resize) ||
        compareLgpos(resize, header.lgposConsistent) === 0 ||
        header.ulRepairCount > 0,
      'lgposLastResize is not where the database became consistent',
    ],
    [
      clean || header.lGenRecovering <= committed,
      `lGenRecovering ${header.lGenRecovering} is beyond the committed range`,
    ],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken) throw new JetError('JET_errDatabaseCorrupted', `database header: ${broken[1]}`);
}
