import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A log dump of the engine, as far as the tests compare it. */
export interface LogDump {
  /** The engine could read the log to its end. */
  readonly passed: boolean;
  readonly generation: number | undefined;
  readonly version: string | undefined;
  readonly previousChecksum: bigint | undefined;
  readonly lastLgpos: string | undefined;
  readonly accumulatedChecksum: bigint | undefined;
  readonly createTime: string | undefined;
  readonly random: number | undefined;
  readonly recordCount: number | undefined;
  readonly byteCount: number | undefined;
  /** Name of the database file of every attachment. */
  readonly attachments: readonly string[];
  /** `GGGGGGGG,SSSS,OOOO`, the dump's short name, and what it says of every record. */
  readonly records: readonly (readonly [lgpos: string, name: string, text: string])[];
  readonly segments: readonly (readonly [lgpos: string, checksum: bigint])[];
}

export function readLogDump(path: string): LogDump {
  const raw = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(raw) : raw).toString('latin1');
  const find = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  const number = (pattern: RegExp): number | undefined => {
    const found = find(pattern);
    return found === undefined ? undefined : Number(found);
  };
  const big = (pattern: RegExp): bigint | undefined => {
    const found = find(pattern);
    return found === undefined ? undefined : BigInt(found);
  };
  return {
    passed: text.includes('Integrity check passed for log file'),
    generation: number(/lGeneration: (\d+)/),
    version: find(/Format LGVersion: \(([\d.]+)\)/),
    previousChecksum: big(/prev gen accumulated segment checksum: (0x[0-9a-f]+)/),
    lastLgpos: find(/Last Lgpos: \(([^)]*)\)/),
    accumulatedChecksum: big(/Accumulated segment checksum: (0x[0-9a-f]+)/),
    createTime: find(/creation time: (.*)/)?.trim(),
    random: number(/Signature: Create time:.*Rand:(\d+)/),
    recordCount: number(/clrTotal +=\s+(\d+)/),
    byteCount: number(/cbTotal +=\s+(\d+)/),
    attachments: [...text.matchAll(/^ +\d+ \S.*[\\/]([^\\/\r\n]+)\r?\n\t+ ?dbtime/gm)].map((m) => m[1]!),
    records: [...text.matchAll(/^>([0-9A-F]{8},[0-9A-F]{4},[0-9A-F]{4}) (\S+) *([^\r\n]*)/gm)].map((m) => [
      m[1]!,
      m[2]!,
      m[3]!,
    ]),
    segments: [...text.matchAll(/^Segment Checksum: (0x[0-9a-f]+), LGPOS \(([0-9A-F,]+)\)/gm)].map((m) => [
      m[2]!,
      BigInt(m[1]!),
    ]),
  };
}
