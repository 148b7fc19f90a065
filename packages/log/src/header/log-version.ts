/** Version of a log stream (20 §4), compared from left to right. */
export interface LogVersion {
  readonly ulMajor: number;
  readonly ulMinor: number;
  readonly ulUpdateMajor: number;
  readonly ulUpdateMinor: number;
}

/** `segments`: 4096-byte segments with checksums (major 8). `legacy`: LRCHECKSUM records (major 7). */
export type LogLayout = 'segments' | 'legacy';

function version(ulMajor: number, ulMinor: number, ulUpdateMajor: number, ulUpdateMinor = 0): LogVersion {
  return { ulMajor, ulMinor, ulUpdateMajor, ulUpdateMinor };
}

/** Versions at which the format changed in a way that readers have to know (20 §4). */
export const logVersions = {
  /** Newest one known; a larger ulUpdateMajor is refused. */
  newest: version(8, 4000, 130, 280),
  /** From here on an unwritten segment is all zero and recycled logs keep their old content. */
  zeroMeansEmpty: version(8, 4000, 0, 2),
  /** Legacy streams of pages above 8 KiB must be at least this. */
  legacyLargePages: version(7, 3704, 14),
} as const;

/** From this ulUpdateMinor on the header holds the accumulated checksum of the generation before it. */
export const accumulatedChecksumMinor = 13;

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. */
export function compareLogVersions(a: LogVersion, b: LogVersion): number {
  return (
    a.ulMajor - b.ulMajor ||
    a.ulMinor - b.ulMinor ||
    a.ulUpdateMajor - b.ulUpdateMajor ||
    a.ulUpdateMinor - b.ulUpdateMinor
  );
}

/** `8.4000.130.280` */
export function formatLogVersion(v: LogVersion): string {
  return `${v.ulMajor}.${v.ulMinor}.${v.ulUpdateMajor}.${v.ulUpdateMinor}`;
}

/**
 * The layout of a version this package reads, `undefined` for every other version. An unknown
 * ulUpdateMinor is accepted, since minor changes are forward compatible.
 *
 * @param pageSize of the stream's databases: large pages rule out the oldest legacy streams
 */
export function acceptedLogLayout(v: LogVersion, pageSize: number): LogLayout | undefined {
  if (v.ulMajor === 8 && v.ulMinor === 4000) {
    return v.ulUpdateMajor <= logVersions.newest.ulUpdateMajor ? 'segments' : undefined;
  }
  if (v.ulMajor === 7 && v.ulMinor === 3704) {
    const isTooOld = pageSize > 8192 && compareLogVersions(v, logVersions.legacyLargePages) < 0;
    return isTooOld ? undefined : 'legacy';
  }
  return undefined;
}

/** Whether the header of the next generation repeats this stream's accumulated checksum. */
export function hasAccumulatedChecksum(header: LogVersion): boolean {
  return header.ulMajor === 8 && header.ulUpdateMinor >= accumulatedChecksumMinor;
}
