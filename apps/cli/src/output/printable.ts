/** C0 and C1 controls, line separators, and the marks that reverse the direction of what follows. */
export const terminalControls = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside, safe to show on a terminal. File names and header fields of a file under
 * examination may hold control characters, which must neither break a line nor steer the terminal.
 */
export function printable(text: string): string {
  return text.replace(terminalControls, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}
