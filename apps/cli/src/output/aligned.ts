import { printable } from './printable';
import type { Style } from './style';

export interface AlignedColumn {
  readonly heading: string;
  /** Numbers stand on the right, so that their digits are below each other. */
  readonly isNumber?: boolean;
}

/** A table for a person: columns as wide as their widest cell, two spaces between them. */
export function alignedTable(
  columns: readonly AlignedColumn[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = columns.map(({ heading }, i) =>
    cells.reduce((most, row) => Math.max(most, row[i]!.length), heading.length),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (columns[i]!.isNumber ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const heading = style.heading(line(columns.map((column) => column.heading)));
  return `${[heading, ...cells.map(line)].join('\n')}\n`;
}
