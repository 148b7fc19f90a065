import {
  limits,
  readLgpos,
  readSignature,
  writeLgpos,
  writeSignature,
  type Lgpos,
  type Signature,
  viewOf,
} from '@esekit/core';

/**
 * One database attached at a position of the stream (ATTACHINFO, 20 §3.1).
 *
 * | off | size    | field                                           |
 * |-----|---------|-------------------------------------------------|
 * | 0   | 1       | dbid; 0 ends the list                           |
 * | 1   | 1       | flags: 0x20 name is UTF-16, 0x40 sparse file    |
 * | 2   | 2       | cbNames, terminator included                    |
 * | 4   | 8       | dbtime                                          |
 * | 12  | 4       | objidLast                                       |
 * | 16  | 4       | cpgDatabaseSizeMax; 0 = no limit                |
 * | 20  | 8       | lgposAttach                                     |
 * | 28  | 8       | lgposConsistent                                 |
 * | 36  | 28      | signDb                                          |
 * | 64  | cbNames | path                                            |
 */
export interface Attachment {
  readonly dbid: number;
  readonly flags: number;
  readonly dbtime: bigint;
  readonly objidLast: number;
  readonly cpgDatabaseSizeMax: number;
  readonly lgposAttach: Lgpos;
  readonly lgposConsistent: Lgpos;
  readonly signDb: Signature;
  /** Full path on the machine that wrote it. */
  readonly path: string;
}

export interface AttachmentList {
  readonly attachments: readonly Attachment[];
  /** False when an entry runs over the end of the list; the entries before it are given. */
  readonly isIntact: boolean;
}

const fixedSize = 64;
export const attachmentFlag = { unicodeName: 0x20, sparse: 0x40 } as const;

/** @param bytes the list's area, of which at most 2048 bytes count */
export function readAttachments(bytes: Uint8Array): AttachmentList {
  const end = Math.min(bytes.length, limits.attachmentListBytesMost);
  const view = viewOf(bytes);
  const attachments: Attachment[] = [];
  let at = 0;
  // Every turn consumes at least 64 bytes, so the area's size bounds the loop.
  while (at < end && bytes[at] !== 0) {
    if (at + fixedSize > end) return { attachments, isIntact: false };
    const cbNames = view.getUint16(at + 2, true);
    const next = at + fixedSize + cbNames;
    if (next > end) return { attachments, isIntact: false };
    const flags = bytes[at + 1]!;
    attachments.push({
      dbid: bytes[at]!,
      flags,
      dbtime: view.getBigInt64(at + 4, true),
      objidLast: view.getUint32(at + 12, true),
      cpgDatabaseSizeMax: view.getInt32(at + 16, true),
      lgposAttach: readLgpos(view, at + 20),
      lgposConsistent: readLgpos(view, at + 28),
      signDb: readSignature(view, at + 36),
      path: readName(view, at + fixedSize, cbNames, (flags & attachmentFlag.unicodeName) !== 0),
    });
    at = next;
  }
  return { attachments, isIntact: true };
}

function readName(view: DataView, offset: number, size: number, isUnicode: boolean): string {
  const width = isUnicode ? 2 : 1;
  let name = '';
  for (let i = 0; i + width <= size; i += width) {
    const unit = isUnicode ? view.getUint16(offset + i, true) : view.getUint8(offset + i);
    if (unit === 0) break;
    name += String.fromCharCode(unit);
  }
  return name;
}

/**
 * Writes the list into `bytes`, the whole area of 2048 bytes, zeros behind it.
 *
 * @returns false, with `bytes` cleared, when the list does not fit
 */
export function writeAttachments(bytes: Uint8Array, attachments: readonly Attachment[]): boolean {
  const view = viewOf(bytes);
  bytes.fill(0);
  let at = 0;
  for (const attachment of attachments) {
    const isUnicode = (attachment.flags & attachmentFlag.unicodeName) !== 0;
    const cbNames = (attachment.path.length + 1) * (isUnicode ? 2 : 1);
    if (at + fixedSize + cbNames > bytes.length) {
      bytes.fill(0);
      return false;
    }
    bytes[at] = attachment.dbid;
    bytes[at + 1] = attachment.flags;
    view.setUint16(at + 2, cbNames, true);
    view.setBigInt64(at + 4, attachment.dbtime, true);
    view.setUint32(at + 12, attachment.objidLast, true);
    view.setInt32(at + 16, attachment.cpgDatabaseSizeMax, true);
    writeLgpos(view, at + 20, attachment.lgposAttach);
    writeLgpos(view, at + 28, attachment.lgposConsistent);
    writeSignature(view, at + 36, attachment.signDb);
    for (let i = 0; i < attachment.path.length; i++) {
      const unit = attachment.path.charCodeAt(i);
      if (isUnicode) view.setUint16(at + fixedSize + 2 * i, unit, true);
      else bytes[at + fixedSize + i] = unit;
    }
    at += fixedSize + cbNames;
  }
  return true;
}
