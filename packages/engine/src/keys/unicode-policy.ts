import type { UnicodeSettings } from './index-definition';

/**
 * Which localized indexes may be written and sought off Windows (13 §7). Everything else is readable,
 * but a key for it would be a guess.
 */

/** LCMapFlags with which the sort keys are proven. */
export const sortKeyFlags = {
  /** SORTKEY, ignoring case, kana type and width: the engine's default. */
  default: 0x00030401,
  /** SORTKEY, ignoring case the linguistic way: Windows Search. */
  linguisticIgnoreCase: 0x00000410,
  /** Not a sort key, but the text in upper case (13 §6). */
  upperCase: 0x00000200,
} as const;

export const supportedLocale = 'en-US';
/** Id of the default table, which is that of en-US. */
export const supportedSortId = '00000001-57EE-1E5C-00B4-D0000BB1E11E';

/** The engine itself takes the first three as equal (10 §10). */
const versions8 = [0x0006020d, 0x0006020e, 0x0006020f];
const version10 = 0x00060305;

/** Why keys of such an index cannot be built, as the end of a sentence; undefined when they can. */
export function unicodeObstacle(settings: UnicodeSettings | undefined): string | undefined {
  if (settings === undefined) return 'the index has no locale';
  const { locale, sortId, version, flags } = settings;
  if (locale.toLowerCase() !== supportedLocale.toLowerCase()) return `locale ${locale} is not supported`;
  if (version === undefined) return 'the index has no sort version';
  if ((settings.definedVersion ?? version) !== version) return 'the halves of its sort version differ';
  if (version !== version10 && !versions8.includes(version)) {
    return `sort version ${hex(version)} is not supported`;
  }
  if (sortId?.toUpperCase() !== supportedSortId) return `sort id ${sortId ?? '(none)'} is not supported`;
  if (flags === sortKeyFlags.default || flags === sortKeyFlags.upperCase) return undefined;
  if (flags !== sortKeyFlags.linguisticIgnoreCase) return `mapping flags ${hex(flags)} are not supported`;
  return version === version10
    ? undefined
    : `mapping flags ${hex(flags)} are not proven with sort version ${hex(version)}`;
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}
