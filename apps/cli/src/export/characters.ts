import { characterOf1252 } from './code-page-1252';
import { terminalControls } from '../output/printable';

const encoder = new TextEncoder();

/** What one character becomes inside a JSON string, as `printJson` writes it too. */
export function jsonEscaped(character: string): string {
  return JSON.stringify(character)
    .slice(1, -1)
    .replace(terminalControls, (control) => `\\u${hex4(control.charCodeAt(0))}`);
}

export function hex4(unit: number): string {
  return unit.toString(16).padStart(4, '0');
}

/** 1 for each byte that is the same ASCII character in every code page and in JSON. */
export const isPlain = new Uint8Array(256);

/** What the other bytes of code page 1252 become in a JSON string. */
export const json1252: readonly Uint8Array[] = encoded1252(jsonEscaped);

/** The bytes of code page 1252 as UTF-8. */
export const utf8Of1252: readonly Uint8Array[] = encoded1252((character) => character);

/** What the ASCII characters become in a JSON string. */
export const jsonAscii: readonly Uint8Array[] = Array.from({ length: 128 }, (_, code) =>
  encoder.encode(jsonEscaped(String.fromCharCode(code))),
);

for (let code = 0; code < 128; code++) isPlain[code] = jsonAscii[code]!.length === 1 ? 1 : 0;

function encoded1252(write: (character: string) => string): Uint8Array[] {
  return Array.from({ length: 256 }, (_, byte) => encoder.encode(write(characterOf1252(byte))));
}

/** Characters above ASCII that could steer a terminal: C1 controls, line separators, marks of direction. */
export function isControlUnit(unit: number): boolean {
  if (unit < 0xa0) return unit >= 0x80;
  if (unit < 0x200e || unit > 0x2069) return false;
  return unit <= 0x200f || (unit >= 0x2028 && unit <= 0x202e) || unit >= 0x2066;
}
