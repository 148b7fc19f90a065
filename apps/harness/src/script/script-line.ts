import { ScriptError } from './script-error';
import { wordsOf } from './words';

/** One command of a script, before anything of it is looked at. */
export interface ScriptLine {
  /** Counts all lines of the file from 1. */
  readonly line: number;
  /** Runs of a `repeat`; `undefined`: the command stands alone. */
  readonly repeat: number | undefined;
  /** The command and what follows it; `$i` is still in it. */
  readonly words: readonly string[];
}

const repetitionsMost = 10_000_000;

/** The lines of a script that hold a command (scenario language §1). */
export function parseScript(text: string): readonly ScriptLine[] {
  return text.split('\n').flatMap((line, index) => {
    const words = wordsOf(line);
    const first = words[0];
    if (first === undefined || first.startsWith('#')) return [];
    return [scriptLine(index + 1, words)];
  });
}

function scriptLine(line: number, words: readonly string[]): ScriptLine {
  const own = words[0]?.startsWith('expect:') === true ? words.slice(1) : words;
  if (own[0] !== 'repeat') return { line, repeat: undefined, words: own };
  const count = Number(own[1]);
  if (!Number.isInteger(count) || count < 0 || count > repetitionsMost) {
    throw new ScriptError(`line ${line}: repeat ${own[1] ?? ''}`);
  }
  return { line, repeat: count, words: own.slice(2) };
}

/** The words of one run of a `repeat`. */
export function wordsOfRun(words: readonly string[], i: number): readonly string[] {
  return words.map((word) => word.replaceAll('$i', String(i)));
}
