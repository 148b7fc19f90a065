import { columnFlag, fixedSize, UndecodedValue, type ColumnSchema, type RecordView } from '@esekit/engine';
import type { CellReader } from './cell-reader';
import { jsonValueWriter, writeUndecoded } from './json-values';
import type { OutputBuffer } from './output-buffer';
import type { ValueWriter } from './value-writer';

const comma = 0x2c;
const openingBracket = 0x5b;
const closingBracket = 0x5d;

/**
 * The values of one column as JSON. What is found throws before anything of it is written, so that a
 * damaged value can be replaced by a note.
 */
export class JsonColumn {
  readonly size: number;
  readonly isMultiValued: boolean;
  readonly write: ValueWriter;

  constructor(readonly column: ColumnSchema) {
    this.size = fixedSize(column.coltyp);
    this.isMultiValued = (column.flags & columnFlag.multiValued) !== 0;
    this.write = jsonValueWriter(column);
  }

  /** Whether so many bytes can be a value of the type. */
  fits(length: number): boolean {
    return this.size === 0 || length === this.size;
  }

  /** Bytes of a value, unless they are not as many as the type has. */
  checked(out: OutputBuffer, cells: CellReader, bytes: Uint8Array, start: number, length: number): void {
    if (this.fits(length)) this.write(out, bytes, start, length);
    else writeUndecoded(out, cells.malformed(this.column, this.#wrongSize(bytes, start, length)));
  }

  /** All instances of the tagged value that the record found last: an array where there may be several. */
  all(out: OutputBuffer, cells: CellReader, record: RecordView, count: number): void {
    if (count === 1 && !this.isMultiValued) {
      this.#instance(out, cells, record, 1);
      return;
    }
    out.byte(openingBracket);
    for (let itag = 1; itag <= count; itag++) {
      if (itag > 1) out.byte(comma);
      this.#instance(out, cells, record, itag);
    }
    out.byte(closingBracket);
  }

  #instance(out: OutputBuffer, cells: CellReader, record: RecordView, itag: number): void {
    const found = this.#find(cells, record, itag);
    if (found instanceof UndecodedValue) {
      writeUndecoded(out, found);
      return;
    }
    const { bytes, start, length } = cells.finder.place;
    this.checked(out, cells, bytes, start, length);
  }

  #find(cells: CellReader, record: RecordView, itag: number): 'value' | UndecodedValue {
    try {
      record.findInstance(itag);
    } catch (error) {
      return cells.damaged(this.column, error);
    }
    return cells.resolve(record, this.column);
  }

  /** The default value, which stands for a column that a record does not have; `undefined` without one. */
  default(out: OutputBuffer): boolean {
    const { defaultValue } = this.column;
    if (!defaultValue) return false;
    if (this.isMultiValued) out.byte(openingBracket);
    const { length } = defaultValue;
    if (this.fits(length)) this.write(out, defaultValue, 0, length);
    else writeUndecoded(out, this.#wrongSize(defaultValue, 0, length));
    if (this.isMultiValued) out.byte(closingBracket);
    return true;
  }

  #wrongSize(bytes: Uint8Array, start: number, length: number): UndecodedValue {
    return new UndecodedValue(
      `${length} bytes for a value of ${this.size}`,
      bytes.slice(start, start + length),
    );
  }
}
