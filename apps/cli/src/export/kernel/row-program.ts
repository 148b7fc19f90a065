import { viewOf } from '@esekit/core';
import { fixedSize, type ColumnSchema } from '@esekit/engine';
import type { ExportFormat } from '../export-format';
import { columnSize, kernelMemory, programBytesMost, slackBytes } from './kernel-memory';
import { valueFormOf } from './value-forms';

/** A column of a row, as the writer of the format would write it. */
export interface PlannedColumn {
  readonly column: ColumnSchema;
  /** In front of each value; the key of a member. */
  readonly key: Uint8Array;
  /** In place of a value that the record does not have, its key included. */
  readonly absent: Uint8Array;
}

/** The columns of a table in the form that the kernel works by. */
export interface RowProgram {
  readonly format: ExportFormat;
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Bytes that a row may take besides those that are made of its record. */
  readonly bytesBeside: number;
}

/** Largest part of a row that is not made of its record: what else there is fits into the output buffer. */
const bytesBesideMost = 48 * 1024;

/** Digits, hyphens and colons of one value that are more than six to each of its bytes. */
const bytesPerColumn = 40;

const kinds = { fixed: 0, variable: 1, tagged: 2 } as const;
const encoder = new TextEncoder();

/** `undefined` when the columns are too many for the memory of the kernel. */
export function rowProgram(columns: readonly PlannedColumn[], format: ExportFormat): RowProgram | undefined {
  const bytes = new Uint8Array(programBytesMost);
  const texts = new TextArea(bytes, columns.length * columnSize);
  if (texts.at > bytes.length) return undefined;
  const view = viewOf(bytes);
  let bytesBeside = slackBytes;
  let order = 0;
  columns.forEach(({ column, key, absent }, i) => {
    const at = i * columnSize;
    const { form, before, after } = valueFormOf(column, format);
    const head = join(key, encoder.encode(before));
    const tail = encoder.encode(after);
    const number = column.kind === 'tagged' ? taggedOrder(column) : column.fid;
    view.setUint8(at, kinds[column.kind]);
    view.setUint8(at + 1, form);
    if (column.kind === 'tagged') {
      view.setUint8(at + 2, number <= order ? 1 : 0);
      order = number;
    }
    view.setUint32(at + 4, number, true);
    view.setUint32(at + 8, column.recordOffset, true);
    view.setUint32(at + 12, fixedSize(column.coltyp) || (column.kind === 'fixed' ? column.cbMax : 0), true);
    [head, tail, absent].forEach((text, n) => texts.put(view, at + 16 + 8 * n, text));
    bytesBeside += bytesPerColumn + Math.max(head.length + tail.length, absent.length);
  });
  if (texts.at > bytes.length || bytesBeside > bytesBesideMost) return undefined;
  return { format, count: columns.length, bytes: bytes.subarray(0, texts.at), bytesBeside };
}

/** Template columns come first in records, then ascending by number. */
export function taggedOrder({ fid, isTemplate }: ColumnSchema): number {
  return (isTemplate ? 0 : 0x1_0000) | fid;
}

/** The texts behind the columns; with more than there is room for, only their size is right. */
class TextArea {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  put(view: DataView, reference: number, text: Uint8Array): void {
    if (this.at + text.length + slackBytes <= this.bytes.length) {
      this.bytes.set(text, this.at);
      view.setUint32(reference, kernelMemory.program + this.at, true);
      view.setUint32(reference + 4, text.length, true);
    } else this.at = this.bytes.length;
    this.at += text.length;
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
