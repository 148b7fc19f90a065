import { JetError } from '@esekit/core';
import type { IndexDefinition } from './index-definition';

/** Counts the NULLs among the segments of one key and says whether it becomes an entry (13 §2). */
export class NullCount {
  private isFirstNull = false;
  private nulls = 0;
  private segments = 0;

  reset(): void {
    this.isFirstNull = false;
    this.nulls = 0;
    this.segments = 0;
  }

  add(isNull: boolean): void {
    if (isNull && this.segments === 0) this.isFirstNull = true;
    if (isNull) this.nulls++;
    this.segments++;
  }

  isEntry(index: IndexDefinition): boolean {
    if (this.nulls === 0) return true;
    if (index.noNullSegment) {
      throw new JetError('JET_errNullKeyDisallowed', `build a key of index ${index.name}`);
    }
    if (this.nulls === this.segments) return index.allowAllNulls;
    return this.isFirstNull ? index.allowFirstNull : index.allowSomeNulls;
  }
}
