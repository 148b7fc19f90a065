import { JetError } from '@esekit/core';
import type { CatalogRow } from '../catalog/catalog-row';
import type { ColumnSchema } from '../catalog/schema';
import { fidClass, recordHeaderSize } from '../records/record-layout';
import { fixedSize } from '../values/coltyp';

type Kind = ColumnSchema['kind'];

const lastOf: Readonly<Record<Kind, number>> = {
  fixed: fidClass.fixedLast,
  variable: fidClass.variableLast,
  tagged: fidClass.taggedLast,
};

/**
 * Which numbers the columns of a table had, deleted ones and those of rolled-back additions among them: a number
 * is given out once (10 §8). Fixed columns keep their place in the record for the same reason.
 */
export class ColumnNumbers {
  readonly #last: Record<Kind, number> = {
    fixed: fidClass.fixedFirst - 1,
    variable: fidClass.fixedLast,
    tagged: fidClass.variableLast,
  };
  #endOfFixed: number = recordHeaderSize;

  /**
   * @param rows of the table's own columns
   * @param template whose fixed and variable columns come first in a derived table; its tagged ones are apart
   */
  constructor(rows: readonly CatalogRow[], template: ColumnNumbers | undefined) {
    if (template !== undefined) {
      this.#last.fixed = template.#last.fixed;
      this.#last.variable = template.#last.variable;
      this.#endOfFixed = template.#endOfFixed;
    }
    for (const { Id = 0, ColtypOrPgnoFDP = 0, SpaceUsage = 0, RecordOffset = 0 } of rows) {
      this.#use(Id, RecordOffset + (fixedSize(ColtypOrPgnoFDP) || SpaceUsage));
    }
  }

  /** Where the next fixed column begins. */
  get endOfFixed(): number {
    return this.#endOfFixed;
  }

  /**
   * Takes the next number of a class.
   *
   * @param size bytes of a fixed column
   * @throws JET_errTooManyColumns
   */
  next(kind: Kind, size: number): { readonly fid: number; readonly recordOffset: number } {
    const fid = this.#last[kind] + 1;
    if (fid > lastOf[kind]) throw new JetError('JET_errTooManyColumns', `a ${kind} column after ${fid - 1}`);
    const recordOffset = kind === 'fixed' ? this.#endOfFixed : 0;
    this.#use(fid, recordOffset + size);
    return { fid, recordOffset };
  }

  #use(fid: number, end: number): void {
    const kind: Kind =
      fid <= fidClass.fixedLast ? 'fixed' : fid <= fidClass.variableLast ? 'variable' : 'tagged';
    if (fid > this.#last[kind]) this.#last[kind] = fid;
    if (kind === 'fixed' && end > this.#endOfFixed) this.#endOfFixed = end;
  }
}
