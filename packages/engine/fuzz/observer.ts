import { JetError } from '@esekit/core';
import { coltypNames, type ReadLossSink } from '../src/index';
import { compressionScheme } from '@esekit/core/compression';

/** Names of the schemes by number. */
export const schemeNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(compressionScheme).map(([name, scheme]) => [scheme, name]),
);

/** Everything a campaign must have decoded at least once; of what is not here the corpus has nothing. */
export const decoderNames: readonly string[] = [
  ...Object.values(coltypNames)
    .filter((name) => name !== 'SLV')
    .map((name) => `type ${name}`),
  ...['sevenBitAscii', 'sevenBitUnicode', 'xpress', 'scrub', 'xpress9', 'xpress10', 'lz4'].map(
    (name) => `scheme ${name}`,
  ),
  'multi-values',
  'two values',
  'default value',
  'template column',
  'value not decoded',
  'long value',
  'long value stream',
  'encrypted long value',
  'index key',
  'search key',
  'seek',
  'range',
  'space header',
  'owned extent',
  'available extent',
  'split buffer',
  'shadow catalog',
  'catalog with losses',
  'bit corrected',
];

/** Collects what happens in one case: errors by name, losses by error, decoders by name. */
export class Observer {
  readonly errors = new Map<string, number>();
  readonly losses = new Map<string, number>();
  readonly decoders = new Map<string, number>();
  /** Prints what happens, for the replay of one case. */
  log: (text: string) => void = () => {};

  readonly onLoss: ReadLossSink = (loss): void => {
    add(this.losses, loss.error);
    this.log(`  loss ${loss.kind} ${loss.pgno}: ${loss.error}: ${loss.text}`);
  };

  ran(decoder: string): void {
    add(this.decoders, decoder);
  }

  /** Does something that may end in a JetError; anything else goes up and fails the case. */
  attempt<T>(what: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      add(this.errors, error.name);
      this.log(`  ${what}: ${error.toString()}`);
      return undefined;
    }
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
