import type { ModelEntry, ModelTable, ModelIndex } from './table';
import { compareEntries } from './table';
import type { ModelSession } from './versions';

/**
 * Where a cursor stands in an order (14 §4): before the first entry, behind the last, at an entry, there or not,
 * or at the gap that a seek has found nothing in.
 */
export type Place =
  | { readonly kind: 'before' | 'after' }
  | { readonly kind: 'entry'; readonly entry: ModelEntry }
  | { readonly kind: 'gap'; readonly key: string };

export interface ModelRange {
  readonly key: string;
  readonly isUpper: boolean;
  readonly isInclusive: boolean;
}

/** 13 §5.3; digits compare as the bytes do, and a shorter key is smaller. */
export function isInRange({ key, isUpper, isInclusive }: ModelRange, entry: ModelEntry): boolean {
  if (entry.key === key) return isInclusive;
  return entry.key < key === isUpper;
}

/** The entries that one session sees in one order. */
export class Order {
  readonly entries: readonly ModelEntry[];

  constructor(
    readonly table: ModelTable,
    session: ModelSession,
    readonly index: ModelIndex | undefined,
  ) {
    this.entries = table.entries(session, index);
  }

  /** The nearest entry in a direction. */
  neighbour(place: Place, direction: 1 | -1): ModelEntry | undefined {
    const { entries } = this;
    switch (place.kind) {
      case 'before':
        return direction > 0 ? entries[0] : undefined;
      case 'after':
        return direction > 0 ? undefined : entries.at(-1);
      case 'gap':
        return direction > 0
          ? entries.find(({ key }) => key >= place.key)
          : entries.findLast(({ key }) => key < place.key);
      case 'entry':
        return direction > 0
          ? entries.find((entry) => this.#compare(entry, place.entry) > 0)
          : entries.findLast((entry) => this.#compare(entry, place.entry) < 0);
    }
  }

  has(place: Place): boolean {
    if (place.kind !== 'entry') return false;
    return this.entries.some((entry) => this.#compare(entry, place.entry) === 0);
  }

  first(key: string): ModelEntry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  /** Entries from a place on, that included. */
  from(place: ModelEntry): ModelEntry[] {
    return this.entries.filter((entry) => this.#compare(entry, place) >= 0);
  }

  /** Where keys are unique, the bookmark does not take part. */
  #compare(x: ModelEntry, y: ModelEntry): number {
    if (this.index?.isUnique !== true) return compareEntries(x, y);
    return x.key === y.key ? 0 : x.key < y.key ? -1 : 1;
  }
}
