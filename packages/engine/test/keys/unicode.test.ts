import { describe, expect, it } from 'vitest';
import { coltyp, sortKeyFlags, unicodeSortKey, type UnicodeSettings } from '../../src/keys';
import { column, indexOf, keysOf, toHex, windows10 } from './fixture';

const key = (text: string, more: Partial<UnicodeSettings> = {}): string =>
  toHex(unicodeSortKey(text, { ...windows10, ...more }));
const refusal = (text: string): unknown =>
  expect.objectContaining({ code: -603, message: expect.stringContaining(text) as string });

describe('sort keys (13 §6)', () => {
  it('do not tell upper from lower case', () => {
    expect(key('AbZ9')).toBe('0e020e090ea90d2a0101010100');
    expect(key('aBz9')).toBe(key('AbZ9'));
  });

  it('put hyphens and apostrophes behind, with their places', () => {
    expect(key("it's a-b")).toBe(`0e320e990e9107020e020e0901010101fffd8012fffa821200`);
    expect(key('-')).toBe('01010101ffff821200');
  });

  it('leave the zero unit and an odd byte out', () => {
    expect(key('a\0b\0')).toBe(key('ab'));
    expect(toHex(unicodeSortKey(Uint8Array.of(0x61, 0, 0x62), windows10))).toBe(key('a'));
    expect(key('')).toBe('0101010100');
  });

  it.each(['é', '@', '"', '<', 'ß', '日', '\ud83d', '\u0301', '\t'])('refuse %j by name', (text) => {
    const code = text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    expect(() => key(`ab${text}`)).toThrow(refusal(`U+${code}`));
  });

  it('refuse a hyphen so far behind that its place is not proven', () => {
    expect(key('a'.repeat(253) + '-')).toContain('ff028212');
    expect(() => key('a'.repeat(254) + '-')).toThrow(refusal('254'));
  });

  it('do not look at what a key has no room for', () => {
    const of = column(coltyp.longText, { codePage: 1200 });
    const index = indexOf([of], { keyMost: 5, unicode: windows10 });
    expect(toHex(keysOf(index, new Map([[of, 'abc@']]))[0]!.key)).toBe('7f0e020e09');
  });

  it('refuse what is too long for any key', () => {
    expect(() => key('a'.repeat(2000))).toThrow(expect.objectContaining({ code: -346 }));
  });

  it('give the text in upper case instead when asked', () => {
    expect(key('aZ-1', { flags: sortKeyFlags.upperCase })).toBe('0041005a002d00310000');
    expect(() => key('é', { flags: sortKeyFlags.upperCase })).toThrow(refusal('U+00E9'));
  });

  it('take the flags of Windows Search with its version and with Basic Latin only', () => {
    const search = { flags: sortKeyFlags.linguisticIgnoreCase, version: 0x00060305 };
    expect(key('a_1', search)).toBe('0e0207440d1a0101010100');
    expect(() => key('\u2019', search)).toThrow(refusal('U+2019'));
    expect(key('\u2019')).toBe('077a0101010100');
  });
});

describe('localized indexes that are not supported (13 §7)', () => {
  it.each<[string, Partial<UnicodeSettings>]>([
    ['locale', { locale: 'ru-RU' }],
    ['version', { version: 0x00000100 }],
    ['version', { version: 0x00060101 }],
    ['no sort version', { version: undefined }],
    ['halves', { definedVersion: 0x0006020e }],
    ['sort id', { sortId: undefined }],
    ['flags', { flags: 0x1400 }],
    ['flags', { flags: sortKeyFlags.linguisticIgnoreCase }],
  ])('%s', (text, more) => {
    expect(() => key('a', more)).toThrow(refusal(text));
  });

  it('do not mind NULL and empty values', () => {
    const of = column(coltyp.longText, { codePage: 1200 });
    const index = indexOf([of], { unicode: { ...windows10, locale: 'ru-RU' } });
    expect(toHex(keysOf(index, new Map([[of, '']]))[0]!.key)).toBe('40');
    expect(() => keysOf(index, new Map([[of, 'a']]))).toThrow(refusal('ru-RU'));
    expect(() => keysOf(indexOf([of]), new Map([[of, 'a']]))).toThrow(refusal('no locale'));
  });
});
