import { JetError, type JetErrorName } from '@esekit/core';
import { isLargePage } from '../geometry';
import type { DatabaseHeader } from './header-fields';

/** (ulVersion, ulDaeUpdateMajor, ulDaeUpdateMinor), compared in that order (01 §5). */
export type FormatVersion = readonly [version: number, updateMajor: number, updateMinor: number];

/** The one major version in use since 1997. */
export const formatMajor = 0x620;

/** Highest update this package knows completely (efv 9600). */
export const newestKnownVersion: FormatVersion = [formatMajor, 290, 600];

/**
 * Highest update that is accepted for reading: seen in files of Windows 11 24H2 whose pages are the
 * same as those of 9600 in everything examined (01 §5.2).
 */
export const newestReadableVersion: FormatVersion = [formatMajor, 300, 620];

/** First version of a feature (01 §5.2). A structure may be written only if the file has its feature. */
export const featureVersions = {
  eccChecksum: [formatMajor, 0xb, 0],
  spaceHeaderV2: [formatMajor, 0xd, 0],
  largePages: [formatMajor, 0x11, 0],
  extendedRootHeader: [formatMajor, 30, 40],
  pgnoDbscanHighest: [formatMajor, 50, 100],
  lgposLastResize: [formatMajor, 110, 240],
  shelvedPages: [formatMajor, 120, 260],
  logtimeGenMaxRequired: [formatMajor, 150, 320],
  preRedoMinRequired: [formatMajor, 160, 360],
  reservedTags: [formatMajor, 270, 560],
} as const satisfies Record<string, FormatVersion>;

export type Feature = keyof typeof featureVersions;

export function formatVersionOf(header: DatabaseHeader): FormatVersion {
  return [header.ulVersion, header.ulDaeUpdateMajor, header.ulDaeUpdateMinor];
}

export function compareFormatVersions(a: FormatVersion, b: FormatVersion): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

export function hasFeature(header: DatabaseHeader, feature: Feature): boolean {
  return compareFormatVersions(formatVersionOf(header), featureVersions[feature]) >= 0;
}

/** `0x620,290,600`, as the platform's tools print it. */
export function formatVersionText(version: FormatVersion): string {
  return `0x${version[0].toString(16)},${version[1]},${version[2]}`;
}

/**
 * Accepts a version for reading (01 §5.1); an unknown minor is accepted, an unknown major is not.
 *
 * @throws JET_errInvalidDatabaseVersion, JET_errDatabase500Format, …400…, …200…
 */
export function checkReadableVersion(header: DatabaseHeader, pageSize: number): void {
  const version = formatVersionOf(header);
  const text = formatVersionText(version);
  if (version[0] < formatMajor) {
    throw new JetError(oldFormatError(version[0]), `format version ${text} is too old`);
  }
  if (version[0] > formatMajor || version[1] > newestReadableVersion[1]) {
    throw new JetError('JET_errInvalidDatabaseVersion', `format version ${text} is newer than this reader`);
  }
  if (isLargePage(pageSize) && !hasFeature(header, 'largePages')) {
    throw new JetError(
      'JET_errInvalidDatabaseVersion',
      `format version ${text} has no ${pageSize}-byte pages`,
    );
  }
}

/** What a major version before 0x620 is called (01 §5.1, 1). */
export function oldFormatError(version: number): JetErrorName {
  switch (version >>> 8) {
    case 5:
      return 'JET_errDatabase500Format';
    case 4:
      return 'JET_errDatabase400Format';
    case 2:
      return 'JET_errDatabase200Format';
    default:
      return 'JET_errInvalidDatabaseVersion';
  }
}
