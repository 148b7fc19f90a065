const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Order of the 16 bytes in the text form: the first three groups are stored little endian. */
const order = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15] as const;

/** A GUID as lower-case text without braces. */
export function formatGuid(bytes: Uint8Array, at: number): string {
  let text = '';
  for (const i of order) text += i < 0 ? '-' : hex[bytes[at + i]!]!;
  return text;
}
