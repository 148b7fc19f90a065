import type { TupleLimits } from '../../../src/keys/index-definition';

/** What a script says about an index beyond what a dump repeats. */
export interface IndexOptions {
  readonly table: string;
  readonly index: string;
  readonly key: string;
  readonly keyMost: number | undefined;
  readonly varSegMac: number | undefined;
  readonly tuple: TupleLimits | undefined;
  readonly conditions: readonly { readonly column: string; readonly mustBeNull: boolean }[];
}

/** The index definitions of a script in the order in which they are made, whether they succeed or not. */
export function indexOptions(script: string): IndexOptions[] {
  const found: IndexOptions[] = [];
  const handles = new Map<string, string>();
  let staged: Omit<IndexOptions, 'table'>[] = [];
  for (const line of script.split(/\r?\n/)) {
    const words =
      line
        .trim()
        .replace(/^repeat \d+ |^expect:\S+ /, '')
        .match(/(?:[^\s']|'[^']*')+/g) ?? [];
    const [command, first = '', second = '', third = ''] = words;
    if (command === 'createtable' || command === 'opentable') {
      const as = words.find((word) => word.startsWith('as='))?.slice(3) ?? afterAs(words) ?? second;
      handles.set(as, second);
    }
    if (command === 'createtable') {
      found.push(...staged.map((options) => ({ ...options, table: second })));
      staged = [];
    }
    if (command === 'stageindex') staged.push(optionsOf(first, second, words));
    if (command === 'addindexes') {
      found.push(...staged.map((options) => ({ ...options, table: handles.get(first) ?? first })));
      staged = [];
    }
    if (command === 'addindex') {
      found.push({ ...optionsOf(second, third, words), table: handles.get(first) ?? first });
    }
  }
  return found;
}

function afterAs(words: readonly string[]): string | undefined {
  const at = words.indexOf('as');
  return at < 0 ? undefined : words[at + 1];
}

function optionsOf(index: string, key: string, words: readonly string[]): Omit<IndexOptions, 'table'> {
  const option = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const number = (name: string): number | undefined =>
    option(name) === undefined ? undefined : Number(option(name));
  return {
    index,
    key,
    keyMost: number('keymost'),
    varSegMac: number('varsegmac'),
    tuple: tupleOf(option('tuple') ?? (words.includes('tuples') ? '3,10' : undefined)),
    conditions: (option('cond')?.split(',') ?? []).map((condition) => {
      const [column = '', rule] = condition.split(':');
      return { column, mustBeNull: rule === 'null' };
    }),
  };
}

function tupleOf(text: string | undefined): TupleLimits | undefined {
  if (text === undefined) return undefined;
  const [lengthMin = 3, lengthMax = 10, toIndexMax = 0x7fff, increment = 1, start = 0] = text
    .split(',')
    .map(Number);
  return { lengthMin, lengthMax, toIndexMax, increment, start };
}
