/** Text that is JSON already, for numbers that must be printed as they were recorded. */
export class JsonText {
  constructor(readonly text: string) {}
}

export type Json =
  | JsonText
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** One line without spaces, as the recordings have it; members that are `undefined` are left out. */
export function formatJson(value: Json): string {
  if (value instanceof JsonText) return value.text;
  if (typeof value === 'string') return formatString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(formatJson).join(',')}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${formatString(name)}:${formatJson(member)}`],
  );
  return `{${members.join(',')}}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

// eslint-disable-next-line no-control-regex
const escaped = /["\\\u0000-\u001f]/g;

/** Escapes are `\"`, `\\` and `\u00xx`; all other characters stand as they are (scenario language §6.2). */
export function formatString(text: string): string {
  const inside = text.replace(escaped, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${inside}"`;
}
