/** What a series of measurements says. */
export interface Statistics {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The middle half of the values, as a share of the median: (p75 - p25) / median. */
  readonly spread: number;
}

/** Above this the machine was not quiet enough for a ratio to mean anything. */
export const spreadMost = 0.2;

export function statistics(values: readonly number[]): Statistics {
  const sorted = [...values].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    median,
    min: sorted[0]!,
    max: sorted.at(-1)!,
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median,
  };
}

/** Between two values their weighted mean. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
