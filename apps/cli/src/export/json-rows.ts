import type { UndecodedValue } from '@esekit/engine';
import { type ColumnSchema, type RecordView, type TableSchema } from '@esekit/engine';
import type { CellReader } from './cell-reader';
import { jsonEscaped } from './characters';
import { collect } from './collect';
import { JsonColumn } from './json-cells';
import { taggedOrder, type PlannedColumn } from './kernel/row-program';
import { writeUndecoded } from './json-values';
import type { OutputBuffer } from './output-buffer';
import { plannedColumnsMost, type ColumnWriter } from './row-writer';
import { TaggedWalk } from './tagged-walk';

const openingBrace = 0x7b;
const comma = 0x2c;
const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

/** A row that is being written: what separates its next member from what is there. */
interface RowState {
  separator: number;
}

/** Writes one column, unless it is NULL. Nothing is written before the value is found. */
type Step = (out: OutputBuffer, record: RecordView, cells: CellReader, row: RowState) => void;

/**
 * Rows as objects, one per line; NULL columns are left out. Fixed and variable columns come first, then
 * tagged ones with a default, then the other tagged ones as the record has them: a table may have thousands
 * of these, of which a row sets a handful.
 */
export class JsonRows implements ColumnWriter {
  readonly format = 'jsonl';
  readonly #prefix: Uint8Array;
  readonly #suffix: Uint8Array;
  readonly #members: readonly PlannedMember[];
  /** The first of the members that are looked for in the record; those in front are found by it. */
  readonly #walkedFirst: number;
  readonly #tagged: TaggedWalk<JsonMember>;
  readonly #row: RowState = { separator: openingBrace };

  /** @param isNamed each row says which table it is from: `{"table","row"}` */
  constructor(schema: TableSchema, isNamed: boolean) {
    const name = Array.from(schema.name, jsonEscaped).join('');
    this.#prefix = encoder.encode(isNamed ? `{"table":"${name}","row":` : '');
    this.#suffix = encoder.encode(isNamed ? '}}\n' : '}\n');
    const isWalked = (column: ColumnSchema): boolean => column.kind === 'tagged' && !column.defaultValue;
    const walked = schema.columns.filter(isWalked).sort((a, b) => taggedOrder(a) - taggedOrder(b));
    const others = schema.columns.filter((column) => !isWalked(column));
    this.#members = [...others, ...walked].map((column) => new PlannedMember(column));
    this.#walkedFirst = others.length;
    this.#tagged = new TaggedWalk(this.#members.slice(others.length));
  }

  header(): void {}

  row(out: OutputBuffer, record: RecordView, cells: CellReader): void {
    const row = this.#row;
    row.separator = this.begin(out);
    for (let i = 0; i < this.#walkedFirst; i++) this.#write(out, record, cells, i);
    this.#writeTagged(out, record, cells, row);
    this.end(out, row.separator);
  }

  planned(): readonly PlannedColumn[] | undefined {
    return this.#members.length > plannedColumnsMost ? undefined : this.#members;
  }

  begin(out: OutputBuffer): number {
    out.copy(this.#prefix);
    return openingBrace;
  }

  column(out: OutputBuffer, record: RecordView, cells: CellReader, i: number, separator: number): number {
    this.#row.separator = separator;
    this.#write(out, record, cells, i);
    return this.#row.separator;
  }

  end(out: OutputBuffer, separator: number): void {
    if (separator === openingBrace) out.byte(openingBrace);
    out.copy(this.#suffix);
  }

  #write(out: OutputBuffer, record: RecordView, cells: CellReader, i: number): void {
    const member = this.#members[i]!;
    try {
      member.step(out, record, cells, this.#row);
    } catch (error) {
      const undecoded = cells.damaged(member.column, error);
      member.begin(out, this.#row);
      writeUndecoded(out, undecoded);
    }
  }

  #writeTagged(out: OutputBuffer, record: RecordView, cells: CellReader, row: RowState): void {
    const { taggedCount } = record;
    for (let n = 0; n < taggedCount; n++) {
      const member = this.#tagged.at(record, n);
      if (member === undefined) continue;
      const count = countAt(record, n, cells, member.column);
      if (count === 0) continue;
      member.begin(out, row);
      if (typeof count === 'number') member.all(out, cells, record, count);
      else writeUndecoded(out, count);
    }
  }
}

/** Instances of the n-th tagged column that the record has. */
function countAt(
  record: RecordView,
  n: number,
  cells: CellReader,
  column: ColumnSchema,
): number | UndecodedValue {
  try {
    return record.taggedAt(n) === 'value' ? record.instanceCount : 0;
  } catch (error) {
    return cells.damaged(column, error);
  }
}

/** A column with its name as the key of an object. */
class JsonMember extends JsonColumn {
  readonly key: Uint8Array;

  constructor(column: ColumnSchema) {
    super(column);
    this.key = encoder.encode(`"${Array.from(column.name, jsonEscaped).join('')}":`);
  }

  begin(out: OutputBuffer, row: RowState): void {
    out.byte(row.separator);
    row.separator = comma;
    out.copy(this.key);
  }
}

class PlannedMember extends JsonMember implements PlannedColumn {
  readonly step: Step;
  /** Stands for a column that the record does not have: its default, written once and copied. */
  readonly absent: Uint8Array;

  constructor(column: ColumnSchema) {
    super(column);
    this.absent = column.defaultValue ? collect((out) => this.#writeDefault(out)) : nothing;
    this.step = stepFor(this);
  }

  #writeDefault(out: OutputBuffer): void {
    out.copy(this.key);
    this.default(out);
  }
}

function stepFor(member: PlannedMember): Step {
  switch (member.column.kind) {
    case 'fixed':
      return fixedStep(member);
    case 'variable':
      return variableStep(member);
    case 'tagged':
      return taggedStep(member);
  }
}

function fixedStep(member: PlannedMember): Step {
  const { column, write } = member;
  const { fid, recordOffset } = column;
  const size = member.size || column.cbMax;
  const absent = absentStep(member);
  return (out, record, cells, row) => {
    const state = record.findFixed(fid, recordOffset, size);
    if (state === 'value') {
      member.begin(out, row);
      write(out, record.bytes, record.valueStart, size);
    } else if (state === 'absent') absent(out, record, cells, row);
  };
}

function variableStep(member: PlannedMember): Step {
  const { fid } = member.column;
  const absent = absentStep(member);
  return (out, record, cells, row) => {
    const state = record.findVariable(fid);
    if (state === 'value') {
      member.begin(out, row);
      member.checked(out, cells, record.bytes, record.valueStart, record.valueLength);
    } else if (state === 'absent') absent(out, record, cells, row);
  };
}

function taggedStep(member: PlannedMember): Step {
  const { fid, isTemplate } = member.column;
  const absent = absentStep(member);
  return (out, record, cells, row) => {
    const state = record.findTagged(fid, isTemplate);
    if (state === 'value') {
      const count = record.instanceCount;
      member.begin(out, row);
      member.all(out, cells, record, count);
    } else if (state === 'absent') absent(out, record, cells, row);
  };
}

function absentStep({ absent }: PlannedMember): Step {
  if (absent.length === 0) return () => {};
  return (out, _record, _cells, row) => {
    out.byte(row.separator);
    row.separator = comma;
    out.copy(absent);
  };
}
