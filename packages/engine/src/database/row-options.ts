import type { ReadLossSink } from './read-loss';

/** Which rows, and how much of them. */
export interface RowOptions<Name extends string = string> {
  /** Columns to decode; the others are not touched. Default: all. */
  readonly columns?: readonly Name[] | undefined;
  /** From the last row to the first. */
  readonly reverse?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Told of damaged pages, records and index entries that are passed over; without it the first damage is
   * thrown. With it a damaged value comes out as one that is not decoded, with the reason.
   */
  readonly onLoss?: ReadLossSink | undefined;
}
