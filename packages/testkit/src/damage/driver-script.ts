/**
 * The calls of the script cases, in the language of the driver that recorded them. Paths are as they stand:
 * `R:\w\` and `.\` are the input folder.
 */
export type DriverCall =
  | {
      readonly call: 'setParameter';
      readonly name: string;
      readonly value: string;
      /** Before there is an instance. */
      readonly isGlobal: boolean;
    }
  | { readonly call: 'createInstance'; readonly name: string }
  | {
      readonly call: 'init';
      readonly grbit: number;
      /** Restore map of JetInit3. */
      readonly map: readonly PathPair[];
      readonly expected: number;
    }
  | { readonly call: 'term'; readonly grbit: number }
  | { readonly call: 'beginSession' }
  | { readonly call: 'attachDatabase'; readonly path: string }
  | { readonly call: 'openDatabase'; readonly path: string }
  /** The process ends here without another call. */
  | { readonly call: 'crash' }
  | {
      readonly call: 'externalRestore';
      readonly checkpointFolder: string;
      readonly logFolder: string;
      readonly backupFolder: string;
      readonly genLow: number;
      readonly genHigh: number;
      readonly base: string;
      readonly map: readonly PathPair[];
    };

export interface PathPair {
  readonly from: string;
  readonly to: string;
}

/** @throws Error for a line that no case has */
export function parseDriverScript(lines: readonly string[]): DriverCall[] {
  return lines.map(parseLine);
}

function parseLine(line: string): DriverCall {
  const expectation = /^expect:(-?\d+) /.exec(line);
  const [verb, ...args] = line.slice(expectation?.[0].length ?? 0).split(' ') as [string, ...string[]];
  switch (verb) {
    case 'gset':
    case 'set':
      return { call: 'setParameter', name: args[0]!, value: args[1]!, isGlobal: verb === 'gset' };
    case 'instance':
      return { call: 'createInstance', name: args[0]! };
    case 'init': {
      const map = args.filter((arg) => arg.startsWith('map:')).map((arg) => pathPair(arg.slice(4)));
      const grbit = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 0);
      return { call: 'init', grbit, map, expected: Number(expectation?.[1] ?? 0) };
    }
    case 'term':
      return { call: 'term', grbit: Number(args[0] ?? 0) };
    case 'session':
      return { call: 'beginSession' };
    case 'attach':
      return { call: 'attachDatabase', path: args[0]! };
    case 'opendb':
      return { call: 'openDatabase', path: args[0]! };
    case 'crash':
      return { call: 'crash' };
    case 'extrestore': {
      const [checkpointFolder, logFolder, backupFolder, low, high, base, ...pairs] = args as [
        string,
        string,
        string,
        string,
        string,
        string,
        ...string[],
      ];
      const [genLow, genHigh] = [Number(low), Number(high)];
      return {
        call: 'externalRestore',
        checkpointFolder,
        logFolder,
        backupFolder,
        genLow,
        genHigh,
        base,
        map: pairs.map(pathPair),
      };
    }
    default:
      throw new Error(`the driver has no ${verb}: ${line}`);
  }
}

function pathPair(text: string): PathPair {
  const [from, to] = text.split('=>') as [string, string];
  return { from, to };
}
