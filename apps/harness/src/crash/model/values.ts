/** A value of a column; a list is that of a column with several values. */
export type ModelValue = number | string | Uint8Array | readonly string[] | null;

/** Values of a row by column number. What is absent is the column's default. */
export type ModelRow = Map<number, ModelValue>;

export function sameValue(a: ModelValue, b: unknown): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && sameBytes(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((text, i) => text === b[i]);
  return a === b;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** For messages. */
export function valueText(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `${value.length} bytes ${Buffer.from(value.subarray(0, 12)).toString('hex')}`;
  }
  return JSON.stringify(value) ?? 'nothing';
}
