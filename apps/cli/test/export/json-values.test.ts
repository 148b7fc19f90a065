import { coltyp, type ColumnSchema } from '@esekit/engine';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { column, multiValued, startTable, type StoredRow } from './record-builder';
import { referenceJson, referenceValue } from './reference';
import { writeRow } from './write-row';

function unitsOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le'));
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

function hexBytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

function only(type: number, rest: Partial<ColumnSchema> = {}): ColumnSchema {
  startTable();
  return column('c', type, undefined, rest);
}

/** The text of one value in a row of nothing else. */
function written(one: ColumnSchema, value: Uint8Array): string {
  const { text } = writeRow([one], { c: value });
  return text.slice('{"c":'.length, -'}\n'.length);
}

const unicode = { codePage: 1200 };

describe('one value', () => {
  it.each([
    [coltyp.bit, '00', 'false'],
    [coltyp.bit, 'ff', 'true'],
    [coltyp.bit, '01', 'true'],
    [coltyp.unsignedByte, 'ff', '255'],
    [coltyp.short, '0080', '-32768'],
    [coltyp.unsignedShort, 'ffff', '65535'],
    [coltyp.long, '00000080', '-2147483648'],
    [coltyp.long, 'ffffffff', '-1'],
    [coltyp.unsignedLong, 'ffffffff', '4294967295'],
    [coltyp.longLong, 'ffffffffffff1f00', '9007199254740991'],
    [coltyp.longLong, '0000000000002000', '"9007199254740992"'],
    [coltyp.longLong, '010000000000e0ff', '-9007199254740991'],
    [coltyp.longLong, '000000000000e0ff', '"-9007199254740992"'],
    [coltyp.longLong, '0000000000000080', '"-9223372036854775808"'],
    [coltyp.longLong, 'ffffffffffffff7f', '"9223372036854775807"'],
    [coltyp.unsignedLongLong, 'ffffffffffffffff', '"18446744073709551615"'],
    [coltyp.unsignedLongLong, '00ca9a3b00000000', '1000000000'],
    [coltyp.currency, '0100000000000000', '"1"'],
    [coltyp.currency, 'ffffffffffffffff', '"-1"'],
    [coltyp.ieeeSingle, '0000803f', '1'],
    [coltyp.ieeeSingle, 'cdcccc3d', '0.10000000149011612'],
    [coltyp.ieeeDouble, '9a9999999999b93f', '0.1'],
    [coltyp.ieeeDouble, '0000000000000080', '-0'],
    [coltyp.ieeeDouble, '000000000000f07f', '{"raw":"000000000000f07f"}'],
    [coltyp.ieeeDouble, '010000000000f87f', '{"raw":"010000000000f87f"}'],
    [coltyp.ieeeSingle, '000080ff', '{"raw":"000080ff"}'],
    [coltyp.dateTime, '0000000000000000', '"1899-12-30T00:00:00.000Z"'],
    [coltyp.dateTime, '000000000088e340', '"2009-07-06T00:00:00.000Z"'],
    [coltyp.dateTime, '15cd5b07a3c5d501', '"2020-01-07T21:40:07.1095573Z"'],
    [coltyp.dateTime, 'ffffffffffffffff', '{"raw":"ffffffffffffffff"}'],
    [coltyp.guid, '00112233445566778899aabbccddeeff', '"33221100-5544-7766-8899-aabbccddeeff"'],
    [coltyp.binary, '', '{"hex":""}'],
    [coltyp.binary, '00ff10', '{"hex":"00ff10"}'],
  ])('of type %i, %s, is %s', (type, hex, expected) => {
    const text = written(only(type), hexBytes(hex));
    expect(text).toBe(expected);
    expect(text).toBe(referenceJson(referenceValue(only(type), hexBytes(hex))));
  });

  it.each(['', 'plain', '"quoted" \\ back', '\0\u0001\b\t\n\f\r\u001f\u007f', '\u0080\u009f\u00a0\u00ff'])(
    'of text in code page 1252: %j',
    (text) => {
      expect(written(only(coltyp.text), bytesOf(text))).toBe(
        referenceJson(referenceValue(only(coltyp.text), bytesOf(text))),
      );
    },
  );

  it('of text in code page 1252: every byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(written(only(coltyp.text), all)).toBe(referenceJson(referenceValue(only(coltyp.text), all)));
    expect(written(only(coltyp.text), Uint8Array.of(0x80, 0x99))).toBe('"€™"');
  });

  it('of Unicode text: every unit', () => {
    const one = only(coltyp.longText, { ...unicode, kind: 'variable', fid: 128 });
    for (let first = 0; first < 0x10000; first += 0x1000) {
      // A space between them, so that no two surrogates make a pair.
      const text = Array.from({ length: 0x1000 }, (_, i) => `${String.fromCharCode(first + i)} `).join('');
      expect(written(one, unitsOf(text))).toBe(referenceJson(text));
    }
  });

  it.each([
    ['a pair', '\ud83d\ude00', '"😀"'],
    ['the last pair', '\udbff\udfff', '"\u{10ffff}"'],
    ['a high surrogate alone', 'a\ud83d', '"a\\ud83d"'],
    ['a low surrogate alone', '\ude00b', '"\\ude00b"'],
    ['a pair turned round', '\ude00\ud83d', '"\\ude00\\ud83d"'],
    ['two high ones and a low one', '\ud83d\ud83d\ude00', '"\\ud83d😀"'],
    [
      'what could steer a terminal',
      '\u001b[2J\u009b\u202e\u2028\u200f',
      '"\\u001b[2J\\u009b\\u202e\\u2028\\u200f"',
    ],
  ])('of Unicode text: %s', (_, text, expected) => {
    expect(written(only(coltyp.text, unicode), unitsOf(text))).toBe(expected);
    expect(JSON.parse(expected)).toBe(text);
  });

  it('of Unicode text with an odd byte at its end leaves that out', () => {
    expect(written(only(coltyp.text, unicode), hexBytes('610062'))).toBe('"a"');
  });
});

const allTypes = Object.values(coltyp).filter((type) => type !== coltyp.slv);

/** Bytes that lead into every branch: small, ordinary and arbitrary ones. */
function randomValue(random: Random, one: ColumnSchema): Uint8Array {
  const { coltyp: type, cbMax } = one;
  const isText = type === coltyp.text || type === coltyp.longText;
  const isLong = type === coltyp.longText || type === coltyp.longBinary;
  const length = cbMax > 0 ? cbMax : random.below(isLong && random.below(20) === 0 ? 1500 : 40);
  const bytes = random.fill(new Uint8Array(length));
  const shape = random.below(3);
  if (type === coltyp.dateTime && shape < 2) {
    const view = new DataView(bytes.buffer);
    if (shape === 0)
      view.setFloat64(0, random.below(3_600_000) - 657_434 + random.below(86_400) / 86_400, true);
    else
      view.setBigInt64(
        0,
        BigInt(random.below(2_650_467)) * 1_000_000_000_000n + BigInt(random.below(1e9)),
        true,
      );
  } else if (isText && shape === 0) {
    for (let i = 0; i < length; i++) bytes[i]! &= one.codePage === 1200 && i % 2 === 1 ? 0 : 0x7f;
  } else if (isText && shape === 1 && one.codePage === 1200) {
    for (let i = 1; i < length; i += 2) bytes[i] = 0xd8 | (bytes[i]! & 7);
  } else if (!isText && shape === 0) bytes.fill(0, Math.min(length, random.below(9)));
  return bytes;
}

function randomTable(random: Random): ColumnSchema[] {
  startTable();
  const kinds = ['fixed', 'variable', 'tagged'] as const;
  const sizes = (type: number): Partial<ColumnSchema> =>
    [coltyp.text, coltyp.binary].includes(type as 9 | 10) ? { cbMax: 1 + random.below(30) } : {};
  const types = Array.from({ length: 1 + random.below(25) }, () => random.pick(allTypes));
  const columns = types.map((type, i) => {
    const isLong = type === coltyp.longText || type === coltyp.longBinary;
    const isSized = type !== coltyp.text && type !== coltyp.binary && !isLong;
    const kind = isLong ? 'tagged' : random.pick(isSized ? (['fixed', 'tagged'] as const) : kinds);
    const isText = type === coltyp.text || type === coltyp.longText;
    return column(`c"${i}\u0007ü`, type, kind, {
      ...(kind === 'fixed' && !isSized ? sizes(type) : {}),
      ...(isText && random.below(2) === 0 ? unicode : {}),
      ...(kind === 'tagged' && random.below(4) === 0 ? multiValued : {}),
    });
  });
  const order = { fixed: 0, variable: 1, tagged: 2 };
  return columns.sort((a, b) => order[a.kind] - order[b.kind] || a.fid - b.fid);
}

function randomRow(random: Random, columns: readonly ColumnSchema[]): StoredRow {
  const row: Record<string, StoredRow[string]> = {};
  for (const one of columns) {
    const shape = random.below(5);
    if (shape === 0) continue;
    if (shape === 1) row[one.name] = null;
    else if (shape === 2 && one.kind === 'tagged') {
      row[one.name] = Array.from({ length: 2 + random.below(3) }, () => randomValue(random, one));
    } else row[one.name] = randomValue(random, one);
  }
  return row;
}

/** The line that a row has to be. */
function referenceLine(columns: readonly ColumnSchema[], row: StoredRow): string {
  const members = columns.flatMap((one) => {
    const value = row[one.name];
    if (value === undefined || value === null) return [];
    const json = (bytes: Uint8Array): string => referenceJson(referenceValue(one, bytes));
    const isList = Array.isArray(value) || (one.flags & multiValued.flags) !== 0;
    const list = (Array.isArray(value) ? value : [value]) as readonly Uint8Array[];
    const text = isList ? `[${list.map(json).join(',')}]` : json(list[0]!);
    return [`${referenceJson(one.name)}:${text}`];
  });
  return `{${members.join(',')}}\n`;
}

describe('rows of random tables', () => {
  it('are what JSON.stringify makes of their values', () => {
    const random = seededRandom(seedForRun('rows of random tables'));
    for (let n = 0; n < 1500; n++) {
      const columns = randomTable(random);
      const row = randomRow(random, columns);
      const { text, damaged } = writeRow(columns, row);
      expect(damaged).toEqual([]);
      expect(text).toBe(referenceLine(columns, row));
    }
  });

  it('are the same wherever the buffer ends', () => {
    const random = seededRandom(seedForRun('the end of the buffer'));
    const bufferSize = 7000;
    for (let n = 0; n < 300; n++) {
      const columns = randomTable(random);
      const row = randomRow(random, columns);
      const ahead = bufferSize - random.below(2000);
      const { text } = writeRow(columns, row, { bufferSize, ahead });
      expect(text).toBe(referenceLine(columns, row));
    }
  });
});

describe('a long text', () => {
  const size = 40_000;
  it.each([
    ['plain', 1252, bytesOf('x'.repeat(size))],
    ['all escapes', 1252, new Uint8Array(size)],
    ['all pairs', 1200, unitsOf('\ud83d\ude00'.repeat(size))],
    ['pairs across every piece', 1200, unitsOf(`x${'\ud83d\ude00'.repeat(size)}`)],
    ['all lone surrogates', 1200, unitsOf('\udc00'.repeat(size))],
  ])('crosses the end of the buffer: %s', (_, codePage, bytes) => {
    const one = only(coltyp.longText, { kind: 'variable', fid: 128, codePage });
    const tagged = { ...one, kind: 'tagged' as const, fid: 256 };
    const expected = `{"c":${referenceJson(referenceValue(one, bytes))}}\n`;
    for (const ahead of [0, 1, 6990, 6999]) {
      expect(writeRow([tagged], { c: bytes }, { bufferSize: 7000, ahead }).text === expected).toBe(true);
    }
  });
});
