import { JetError } from '@esekit/core';
import { emptiedPage, emptiedPageSize, type RecordPartForm } from './layouts';
import type { EmptiedPage, RecordPartTypes } from './record-values';

export type PartValue = RecordPartTypes[RecordPartForm];

/** How one part lies in a record. */
interface PartCodec<T> {
  /** Bytes that the value takes. */
  readonly measure: (value: T, isUnicode: boolean) => number;
  readonly read: (bytes: Uint8Array, view: DataView, from: number, to: number, isUnicode: boolean) => T;
  readonly write: (bytes: Uint8Array, view: DataView, at: number, value: T, isUnicode: boolean) => void;
}

const pages: PartCodec<readonly number[]> = {
  measure: (value) => 4 * value.length,
  read: (_bytes, view, from, to) =>
    Array.from({ length: Math.floor((to - from) / 4) }, (_, i) => view.getUint32(from + 4 * i, true)),
  write: (_bytes, view, at, value) => value.forEach((pgno, i) => view.setUint32(at + 4 * i, pgno, true)),
};

const emptied: PartCodec<readonly EmptiedPage[]> = {
  measure: (value) => emptiedPageSize * value.length,
  read: (_bytes, view, from, to) =>
    Array.from({ length: Math.floor((to - from) / emptiedPageSize) }, (_, i) => {
      const at = from + emptiedPageSize * i;
      return {
        dbtimeBefore: view.getBigInt64(at + emptiedPage.dbtimeBefore, true),
        pgno: view.getUint32(at + emptiedPage.pgno, true),
        ulPageFlags: view.getUint32(at + emptiedPage.ulPageFlags, true),
      };
    }),
  write: (_bytes, view, from, value) =>
    value.forEach((page, i) => {
      const at = from + emptiedPageSize * i;
      view.setBigInt64(at + emptiedPage.dbtimeBefore, page.dbtimeBefore, true);
      view.setUint32(at + emptiedPage.pgno, page.pgno, true);
      view.setUint32(at + emptiedPage.ulPageFlags, page.ulPageFlags, true);
    }),
};

/** Text whose terminator is not part of the value. */
const path: PartCodec<string> = {
  measure: (value, isUnicode) => (value.length + 1) * (isUnicode ? 2 : 1),
  read: (bytes, view, from, to, isUnicode) => {
    const text = readText(bytes, view, from, to, isUnicode);
    return text.endsWith('\0') ? text.slice(0, -1) : text;
  },
  write: (bytes, view, at, value, isUnicode) => {
    for (let i = 0; i < value.length; i++) {
      if (isUnicode) view.setUint16(at + 2 * i, value.charCodeAt(i), true);
      else bytes[at + i] = value.charCodeAt(i);
    }
  },
};

function readText(bytes: Uint8Array, view: DataView, from: number, to: number, isUnicode: boolean): string {
  let text = '';
  if (!isUnicode) for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
  else for (let at = from; at + 2 <= to; at += 2) text += String.fromCharCode(view.getUint16(at, true));
  return text;
}

export const partCodecs: { readonly [Form in RecordPartForm]: PartCodec<RecordPartTypes[Form]> } = {
  bytes: {
    measure: (value) => value.length,
    read: (bytes, _view, from, to) => bytes.slice(from, to),
    write: (bytes, _view, at, value) => bytes.set(value, at),
  },
  ansi: path,
  path,
  pages,
  pageCount: pages,
  emptied,
};

/** What a size field of these bytes says: pages for a count of pages, bytes otherwise. */
export function sizeUnit(form: RecordPartForm): number {
  return form === 'pageCount' ? 4 : 1;
}

const largest: Readonly<Record<string, number>> = { u15: 0x7fff, u16: 0xffff, u32: 0xffffffff };

/** Refuses a part that its size field cannot describe, before it is cut short silently. */
export function requireFits(part: string, size: number, fieldType: string): void {
  if (size >= 0 && size <= largest[fieldType]!) return;
  throw new JetError('JET_errInvalidParameter', `${part} of ${size} bytes does not fit into a log record`);
}
