import { integerOf } from './numbers';
import { ScriptError } from './script-error';

/** What a command takes by name. */
export interface Syntax {
  /** Names of its `k=v` options. */
  readonly options?: readonly string[];
  /** Its flags; a word that is one of them is never an argument, behind the first ones. */
  readonly flags?: readonly string[];
  /** Words in front that are arguments whatever they are: a column may be called `multi`. Default 0. */
  readonly inFront?: number;
}

/** The words behind a command, sorted into options, flags and what stands in order. */
export class Arguments {
  readonly #options = new Map<string, string>();
  readonly #flags = new Set<string>();
  readonly #words: string[] = [];
  #next = 0;

  constructor(words: readonly string[], { options = [], flags = [], inFront = 0 }: Syntax = {}) {
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!;
      const equals = word.indexOf('=');
      const name = equals < 0 ? '' : word.slice(0, equals);
      if (at < inFront) this.#words.push(word);
      else if (options.includes(name)) this.#options.set(name, word.slice(equals + 1));
      else if (word === 'as' && options.includes('as') && at + 1 < words.length) {
        this.#options.set('as', words[++at]!);
      } else if (flags.includes(word)) this.#flags.add(word);
      else this.#words.push(word);
    }
  }

  /**
   * The next argument.
   *
   * @throws ScriptError when there is none
   */
  take(what: string): string {
    const word = this.#words[this.#next];
    if (word === undefined) throw new ScriptError(`${what} is missing`);
    this.#next++;
    return word;
  }

  takeOptional(): string | undefined {
    const word = this.#words[this.#next];
    if (word !== undefined) this.#next++;
    return word;
  }

  takeNumber(what: string): number {
    return integerOf(this.take(what));
  }

  /** All that are left. */
  rest(): readonly string[] {
    const rest = this.#words.slice(this.#next);
    this.#next = this.#words.length;
    return rest;
  }

  /** The arguments up to a `|`, or all that are left. */
  restToBar(): readonly string[] {
    const words = this.#words.slice(this.#next);
    const bar = words.indexOf('|');
    const taken = bar < 0 ? words : words.slice(0, bar);
    this.#next += bar < 0 ? taken.length : taken.length + 1;
    return taken;
  }

  option(name: string): string | undefined {
    return this.#options.get(name);
  }

  number(name: string): number | undefined {
    const text = this.#options.get(name);
    return text === undefined ? undefined : integerOf(text);
  }

  has(flag: string): boolean {
    return this.#flags.has(flag);
  }

  /** `grbit=` together with the bits of the flags that are there. */
  grbit(bits: Readonly<Record<string, number>> = {}): number {
    let grbit = this.number('grbit') ?? 0;
    for (const [flag, bit] of Object.entries(bits)) if (this.#flags.has(flag)) grbit |= bit;
    return grbit >>> 0;
  }
}
