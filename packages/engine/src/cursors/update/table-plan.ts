import type { RecordShape } from '../../records/write';
import { IndexPlan, type EntryFinder } from './index-plan';
import type { MaintainedIndex } from './update-host';

/** What updates through one cursor need of their table, worked out once for each schema. */
export class TablePlan {
  readonly primary: IndexPlan | undefined;
  readonly secondary: readonly IndexPlan[];

  constructor(
    readonly shape: RecordShape,
    readonly indexes: readonly MaintainedIndex[],
    primary: MaintainedIndex | undefined,
    finder: EntryFinder,
  ) {
    this.primary = primary && new IndexPlan(primary, shape, finder);
    this.secondary = indexes.map((index) => new IndexPlan(index, shape, finder));
  }

  /** Whether it is still the right plan. */
  isFor(shape: RecordShape, indexes: readonly MaintainedIndex[]): boolean {
    return this.shape === shape && this.indexes === indexes;
  }
}
