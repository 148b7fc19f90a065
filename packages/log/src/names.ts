/**
 * Names of the files of a log stream (20 §2). A stream is known by its base name of three characters;
 * case does not matter.
 *
 * | kind       | name                                                    |
 * |------------|---------------------------------------------------------|
 * | current    | `edb.log`, `edb.jtx`                                    |
 * | archived   | `edb0000A.log`, `edb0000000A.jtx`: 5 or 8 hex digits    |
 * | temporary  | `edbtmp.log`: the next log under construction           |
 * | reserve    | `edbres00001.jrs`: 5 decimal digits                     |
 * | oldReserve | `res1.log`, `res2.log`                                  |
 * | checkpoint | `edb.chk`, `edb.jcp`                                    |
 */
export type LogFileKind = 'current' | 'archived' | 'temporary' | 'reserve' | 'oldReserve' | 'checkpoint';

export type LogExtension = 'log' | 'jtx';

/** How many hex digits archived names of a stream have. */
export type GenerationDigits = 5 | 8;

export interface LogFileName {
  readonly kind: LogFileKind;
  /** As written; empty for `oldReserve`. Compare with {@link sameBaseName}. */
  readonly base: string;
  /** Lower case, without the dot. */
  readonly extension: LogExtension | 'jrs' | 'chk' | 'jcp';
  /** Of an archived log; the header must agree. */
  readonly generation?: number;
  readonly digits?: GenerationDigits;
  /** Of a reserve log, from 1. */
  readonly index?: number;
}

/** Largest generation that a name with five digits can hold. */
const fiveDigitsMost = 0xfffff;

const patterns = {
  oldReserve: /^res([12])\.log$/i,
  reserve: /^(.{3})res([0-9]{5})\.jrs$/i,
  current: /^(.{3})\.(log|jtx)$/i,
  temporary: /^(.{3})tmp\.(log|jtx)$/i,
  archived: /^(.{3})([0-9a-f]{5}|[0-9a-f]{8})\.(log|jtx)$/i,
  checkpoint: /^(.{3})\.(chk|jcp)$/i,
} as const;

/** What the file name (without folders) stands for; `undefined` when it is no name of a log stream. */
export function parseLogFileName(name: string): LogFileName | undefined {
  let match = patterns.oldReserve.exec(name);
  if (match) return { kind: 'oldReserve', base: '', extension: 'log', index: Number(match[1]) };
  if ((match = patterns.reserve.exec(name))) {
    return { kind: 'reserve', base: match[1]!, extension: 'jrs', index: Number(match[2]) };
  }
  if ((match = patterns.current.exec(name))) return streamFile('current', match[1]!, match[2]!);
  if ((match = patterns.checkpoint.exec(name))) return streamFile('checkpoint', match[1]!, match[2]!);
  if ((match = patterns.temporary.exec(name))) return streamFile('temporary', match[1]!, match[2]!);
  if ((match = patterns.archived.exec(name))) {
    const digits = match[2]!;
    const generation = parseInt(digits, 16);
    if (generation === 0 || generation > 0x7fffffff) return undefined;
    return {
      ...streamFile('archived', match[1]!, match[3]!),
      generation,
      digits: digits.length as GenerationDigits,
    };
  }
  return undefined;
}

function streamFile(kind: LogFileKind, base: string, extension: string): LogFileName {
  return { kind, base, extension: extension.toLowerCase() as LogFileName['extension'] };
}

/**
 * Name of a log.
 *
 * @param generation of an archived log; without it the name of the current log
 * @param digits the stream's form of archived names; 5 means 8 from generation 0x100000 on
 * @throws RangeError when the base name has not three characters or the generation is out of range
 */
export function logFileName(parts: {
  readonly base: string;
  readonly generation?: number;
  readonly digits?: GenerationDigits;
  readonly extension?: LogExtension;
}): string {
  const { base, generation, digits = 8, extension = 'log' } = parts;
  if (base.length !== 3) throw new RangeError(`a base name has three characters: '${base}'`);
  if (generation === undefined) return `${base}.${extension}`;
  if (!Number.isInteger(generation) || generation < 1 || generation > 0x7fffffff) {
    throw new RangeError(`no generation: ${generation}`);
  }
  const width = generation > fiveDigitsMost ? 8 : digits;
  return `${base}${generation.toString(16).toUpperCase().padStart(width, '0')}.${extension}`;
}

/** Base names are compared without case. */
export function sameBaseName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * The form of the archived names of one stream, found by looking: names with five digits decide, since
 * a stream of that form has names with eight from generation 0x100000 on. `undefined` when there is no
 * archived log.
 */
export function generationDigits(names: Iterable<LogFileName>): GenerationDigits | undefined {
  let found: GenerationDigits | undefined;
  for (const name of names) {
    if (name.kind !== 'archived') continue;
    if (name.digits === 5) return 5;
    // Eight digits up to 0xFFFFF show the long form; above it both forms look the same.
    found = 8;
  }
  return found;
}
