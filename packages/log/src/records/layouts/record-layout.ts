import type { RecordFieldTable } from './record-fields';

/**
 * One record type as data: its fixed fields without the type byte, then the parts of variable size,
 * which follow each other without gaps.
 */
export interface RecordLayout {
  readonly fields: RecordFieldTable;
  readonly parts?: readonly RecordPart[];
  /** Bit of `fFlags` that says that a `path` is UTF-16. */
  readonly unicodeFlag?: number;
}

/**
 * Name, form, and the fields whose sum is the size of the part. A part whose size is stored in two
 * fields is a key: the prefix in the first, the rest in the last. Without such a field it reaches to the
 * end of the record.
 */
export type RecordPart = readonly [name: string, form: RecordPartForm, ...sizes: string[]];

/**
 * - `bytes`: as they are.
 * - `ansi`: text of 8-bit characters; `path`: such text or UTF-16, with its terminator.
 * - `pages`: page numbers of 4 bytes, the size in bytes; `pageCount`: the same, the size in pages.
 * - `emptied`: pages of EmptyTree, 16 bytes each.
 */
export type RecordPartForm = 'bytes' | 'ansi' | 'path' | 'pages' | 'pageCount' | 'emptied';
