/** One thing that did not come out as it was recorded. */
export interface Difference {
  readonly part: 'trace' | 'dump' | 'exits' | 'commands' | 'headers' | 'run';
  /** Line and member of the trace, or file and line of the dump. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

const shownMost = 600;

/** What is shown of a text: all of a short one; of a long one its ends. */
export function shown(text: string): string {
  if (text.length <= shownMost) return text;
  return `${text.slice(0, shownMost / 2)} … ${text.slice(-shownMost / 2)}`;
}

export function describeDifference({ part, where, expected, found }: Difference): string {
  return `${part} ${where}\n    recorded ${shown(expected)}\n    found    ${shown(found)}`;
}
