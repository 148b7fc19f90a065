import { JetError } from '@esekit/core';
import type { UnicodeSettings } from './index-definition';
import { KeyBuilder } from './key-builder';
import { sortKeyFlags, unicodeObstacle } from './unicode-policy';
import { ordinaryWeights, weightlessUnits, wordSortWeights } from './unicode-weights-table';

/**
 * Sort keys of Windows' NLS library (13 §6), for the characters whose weights are proven. Anything else
 * is refused by name: a doubtful key would corrupt the index.
 */

const separator = 0x01;
const end = 0x00;

/** What a unit does to the key. */
const kind = { unknown: 0, ordinary: 1, wordSort: 2, weightless: 3 } as const;
/** Units of the tables below; no unit beyond is proven. */
const unitsKnown = 0x2020;
const kinds = new Uint8Array(unitsKnown);
const weights = new Uint16Array(unitsKnown);
fillTables();

/**
 * From this many characters before a word-sort character on, the low byte of its position would be a
 * separator or an end. No stored key shows what Windows does then.
 */
const positionsProven = 254;

/** Puts the sort key of UTF-16LE text, or its upper-case form, into the segment in work. */
export function putUnicodeText(
  builder: KeyBuilder,
  text: Uint8Array,
  settings: UnicodeSettings | undefined,
): void {
  const obstacle = unicodeObstacle(settings);
  if (settings === undefined || obstacle !== undefined) {
    throw new JetError('JET_errUnicodeNormalizationNotSupported', `build a Unicode key: ${obstacle}`);
  }
  if (settings.flags === sortKeyFlags.upperCase) putUpperCase(builder, text);
  else putSortKey(builder, text, settings.flags === sortKeyFlags.default ? unitsKnown : 0x7f);
}

/** The whole sort key of a text, its final 00 included, without the segment's prefix byte. */
export function unicodeSortKey(text: string | Uint8Array, settings: UnicodeSettings): Uint8Array {
  const bytes = typeof text === 'string' ? utf16Bytes(text) : text;
  const builder = new KeyBuilder();
  builder.reset(builder.bytes.length - 1);
  builder.beginSegment(builder.keyMost);
  putUnicodeText(builder, bytes, settings);
  if (builder.hasOverflow) {
    throw new JetError('JET_errKeyTruncated', `sort key of a text of ${bytes.length} bytes`);
  }
  return builder.copy();
}

/** A string as UTF-16LE. */
export function utf16Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit & 0xff;
    bytes[2 * i + 1] = unit >> 8;
  }
  return bytes;
}

/**
 * Primary weights, three empty sections, and the word-sort characters with their places. The text is
 * walked twice instead of keeping the places, so that nothing is allocated.
 */
function putSortKey(builder: KeyBuilder, text: Uint8Array, lastUnit: number): void {
  const units = text.length >> 1;
  // Behind the end of the segment no character matters, proven or not.
  for (let i = 0; i < units && !builder.hasOverflow; i++) {
    const unit = unitAt(text, i);
    if (unit > lastUnit || (kinds[unit] ?? kind.unknown) === kind.unknown) throw unprovenCharacter(unit);
    if (kinds[unit] === kind.ordinary) putWord(builder, weights[unit]!);
  }
  for (let i = 0; i < 4; i++) builder.put(separator);
  let before = 0;
  for (let i = 0; i < units && !builder.hasOverflow; i++) {
    const unit = unitAt(text, i);
    if (kinds[unit] === kind.ordinary) before++;
    else if (kinds[unit] === kind.wordSort) putWordSort(builder, unit, before);
  }
  builder.put(end);
}

function putWordSort(builder: KeyBuilder, unit: number, before: number): void {
  if (before >= positionsProven && builder.length < builder.segmentEnd) {
    throw new JetError(
      'JET_errUnicodeNormalizationNotSupported',
      `build a Unicode key: ${characterName(unit)} behind ${before} other characters is not proven`,
    );
  }
  putWord(builder, (0xffff - before) & 0xffff);
  putWord(builder, weights[unit]!);
}

/** Upper-cased units, big-endian, then a zero unit (13 §6); only Basic Latin has one upper case for all. */
function putUpperCase(builder: KeyBuilder, text: Uint8Array): void {
  const units = text.length >> 1;
  for (let i = 0; i < units && !builder.hasOverflow; i++) {
    const unit = unitAt(text, i);
    if (unit === 0 || unit > 0x7f) throw unprovenCharacter(unit);
    putWord(builder, unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit);
  }
  putWord(builder, 0);
}

function putWord(builder: KeyBuilder, word: number): void {
  builder.put(word >> 8);
  builder.put(word & 0xff);
}

function unitAt(text: Uint8Array, i: number): number {
  return text[2 * i]! | (text[2 * i + 1]! << 8);
}

function unprovenCharacter(unit: number): JetError {
  return new JetError(
    'JET_errUnicodeNormalizationNotSupported',
    `build a Unicode key: the sort weight of ${characterName(unit)} is not proven`,
  );
}

function characterName(unit: number): string {
  const number = `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`;
  const isPrintable = unit > 0x20 && unit !== 0x7f && (unit < 0xd800 || unit > 0xdfff);
  return isPrintable ? `${number} '${String.fromCharCode(unit)}'` : number;
}

function fillTables(): void {
  const set = (character: string, what: number, weight: number): void => {
    kinds[character.charCodeAt(0)] = what;
    weights[character.charCodeAt(0)] = weight;
  };
  for (const [character, weight] of Object.entries(ordinaryWeights)) {
    set(character, kind.ordinary, weight);
    // Upper case differs in the masked case weight alone.
    if (character >= 'a' && character <= 'z') set(character.toUpperCase(), kind.ordinary, weight);
  }
  for (const [character, weight] of Object.entries(wordSortWeights)) set(character, kind.wordSort, weight);
  for (const character of weightlessUnits) set(character, kind.weightless, 0);
}
