const wordPattern = /(?:'[^']*(?:'|$)|[^\s'])+/g;

/**
 * The words of a line. White space inside `'…'` does not end a word; the quotes stay in it (scenario language
 * §1).
 */
export function wordsOf(line: string): readonly string[] {
  return line.match(wordPattern) ?? [];
}
