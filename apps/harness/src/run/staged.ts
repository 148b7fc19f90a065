import type { JET_COLUMNCREATE, JET_INDEXCREATE } from '@esekit/jet';

/** Definitions that wait for the next table, or the next indexes, to be created. */
export class Staged {
  columns: JET_COLUMNCREATE[] = [];
  indexes: JET_INDEXCREATE[] = [];

  takeColumns(): JET_COLUMNCREATE[] {
    const taken = this.columns;
    this.columns = [];
    return taken;
  }

  takeIndexes(): JET_INDEXCREATE[] {
    const taken = this.indexes;
    this.indexes = [];
    return taken;
  }
}
