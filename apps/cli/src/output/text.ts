const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1.5 MiB` */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  // Above 1023.95 one decimal would already read 1024.0.
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${unit === 0 && value === 1 ? 'byte' : units[unit]}`;
}

/** `1 page`, `2 pages` */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

/** `label   value` lines, values aligned. */
export function fieldLines(fields: readonly (readonly [label: string, value: string])[]): string {
  const width = fields.reduce((most, [label]) => Math.max(most, label.length), 0);
  return fields.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}

/** What a list shows to a person; `--json` has all of it. */
const shownMost = 20;

/** The first lines of a long list and how many more there are. */
export function shortened(lines: readonly string[]): string[] {
  if (lines.length <= shownMost) return [...lines];
  const more = (lines.length - shownMost).toLocaleString('en-US');
  return [...lines.slice(0, shownMost), `… and ${more} more; --json lists all of them`];
}
