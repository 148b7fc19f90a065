import { JetError } from '@esekit/core';
import { coltyp, UndecodedValue } from '@esekit/engine';
import { describe, expect, it } from 'vitest';
import { buildRecord, column, multiValued, startTable } from './record-builder';
import { longValuesThat, writeRow } from './write-row';

function text(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, 'latin1'));
}

function table() {
  startTable();
  return [
    column('id', coltyp.long),
    column('name', coltyp.text),
    column('note', coltyp.longText, 'tagged'),
    column('tags', coltyp.text, 'tagged', multiValued),
  ];
}

const id = Uint8Array.of(7, 0, 0, 0);

/** A record whose note has the bits of its header byte given. */
function withNoteFlags(flags: number, stored: Uint8Array): Uint8Array {
  const record = buildRecord(table(), { id, note: Uint8Array.of(flags, ...stored) });
  const extendedInfo = 0x40;
  const entry = record.lastIndexOf(1, record.length - 1 - stored.length - 1);
  record[entry + 2]! |= extendedInfo;
  return record;
}

describe('rows', () => {
  it('leave NULL out', () => {
    expect(writeRow(table(), { id, name: null }).text).toBe('{"id":7}\n');
    expect(writeRow(table(), {}).text).toBe('{}\n');
    expect(writeRow(table(), {}, { isNamed: true }).text).toBe('{"table":"T","row":{}}\n');
  });

  it('have an empty text where the value is empty', () => {
    expect(writeRow(table(), { name: text('') }).text).toBe('{"name":""}\n');
  });

  it('have arrays of what is meant to have several values, and of what has', () => {
    const row = { note: [text('a'), text('b')], tags: [text('x'), text(''), text('z')] };
    expect(writeRow(table(), row).text).toBe('{"note":["a","b"],"tags":["x","","z"]}\n');
    expect(writeRow(table(), { tags: text('x') }).text).toBe('{"tags":["x"]}\n');
  });

  it('have defaults of columns that the record does not have, unless they are NULL in it', () => {
    startTable();
    const columns = [
      column('n', coltyp.short, 'fixed', { defaultValue: Uint8Array.of(5, 0) }),
      column('v', coltyp.text, 'variable', { defaultValue: text('a"b') }),
      column('t', coltyp.guid, 'tagged', { defaultValue: new Uint8Array(16) }),
      column('m', coltyp.text, 'tagged', { ...multiValued, defaultValue: text('m') }),
      column('bad', coltyp.long, 'tagged', { defaultValue: Uint8Array.of(1) }),
    ];
    expect(JSON.parse(writeRow(columns, {}).text)).toEqual({
      n: 5,
      v: 'a"b',
      t: '00000000-0000-0000-0000-000000000000',
      m: ['m'],
      bad: { error: '1 bytes for a value of 4', hex: '01' },
    });
    expect(writeRow(columns, { n: null, v: null, t: null, m: null, bad: null }).text).toBe('{}\n');
    const csv = writeRow(columns, {}, { format: 'csv' }).text;
    expect(csv).toBe(
      '5,"a""b",00000000-0000-0000-0000-000000000000,"[""m""]","{""error"":""1 bytes for a value of 4"",""hex"":""01""}"\r\n',
    );
  });

  it('of a template and its derived table keep columns of one number apart', () => {
    startTable();
    const own = column('own', coltyp.long, 'tagged');
    const inherited = { ...own, name: 'inherited', isTemplate: true };
    const record = buildRecord([own], { own: id });
    expect(writeRow([inherited, own], record).text).toBe('{"own":7}\n');
    record[record.length - id.length - 1]! |= 0x80;
    expect(writeRow([inherited, own], record).text).toBe('{"inherited":7}\n');
  });
});

describe('values that cannot be decoded', () => {
  it('of a wrong size are damage', () => {
    startTable();
    const columns = [column('n', coltyp.long, 'tagged'), column('m', coltyp.short, 'tagged', multiValued)];
    const row = { n: Uint8Array.of(1, 2), m: [Uint8Array.of(1, 0), Uint8Array.of(9)] };
    expect(writeRow(columns, row)).toEqual({
      text:
        '{"n":{"error":"2 bytes for a value of 4","hex":"0102"},' +
        '"m":[1,{"error":"1 bytes for a value of 2","hex":"09"}]}\n',
      damaged: ['n', 'm'],
    });
  });

  it('because they are encrypted are no damage', () => {
    const { text: line, damaged } = writeRow(table(), withNoteFlags(0x40, Uint8Array.of(1, 2)));
    expect(line).toBe('{"id":7,"note":{"error":"the value is encrypted","hex":"0102"}}\n');
    expect(damaged).toEqual([]);
  });

  it('because their long value is damaged keep its id', () => {
    const longValues = longValuesThat(() => {
      throw new JetError('JET_errLVCorrupted', 'a "chunk" is missing');
    });
    const record = withNoteFlags(0x05, Uint8Array.of(3, 0, 0, 0));
    expect(writeRow(table(), record, { longValues })).toEqual({
      text: '{"id":7,"note":{"error":"JET_errLVCorrupted (-1526): a \\"chunk\\" is missing","hex":"03000000"}}\n',
      damaged: ['note'],
    });
    const csv = writeRow(table(), record, { longValues, format: 'csv' });
    expect(csv.text).toContain('7,,"{""error"":""JET_errLVCorrupted');
    expect(csv.damaged).toEqual(['note']);
  });

  it('because their compression is damaged keep what is stored', () => {
    const { text: line, damaged } = writeRow(table(), withNoteFlags(0x03, Uint8Array.of(0x18, 0xff, 0xff)));
    expect(JSON.parse(line)).toMatchObject({ id: 7, note: { hex: '18ffff' } });
    expect(damaged).toEqual(['note']);
  });

  it('long values and compressed ones are written as what they are', () => {
    const longValues = longValuesThat(() => text('long'));
    expect(writeRow(table(), withNoteFlags(0x05, Uint8Array.of(3, 0, 0, 0)), { longValues }).text).toBe(
      '{"id":7,"note":"long"}\n',
    );
    const unknown = longValuesThat(() => new UndecodedValue('the value was erased', Uint8Array.of(1)));
    expect(
      writeRow(table(), withNoteFlags(0x05, Uint8Array.of(3, 0, 0, 0)), { longValues: unknown }),
    ).toMatchObject({ text: '{"id":7,"note":{"error":"the value was erased","hex":"01"}}\n', damaged: [] });
  });

  it('a failure that is no damage ends the export', () => {
    const longValues = longValuesThat(() => {
      throw new JetError('JET_errOutOfMemory', 'no memory');
    });
    const record = withNoteFlags(0x05, Uint8Array.of(3, 0, 0, 0));
    expect(() => writeRow(table(), record, { longValues })).toThrow('no memory');
  });
});

describe('a record whose parts do not fit', () => {
  it('loses the value, and not the row', () => {
    const columns = table();
    const record = buildRecord(columns, { id, name: text('abc'), tags: [text('x'), text('y'), text('z')] });
    // An offset of the multi-value that points behind its end.
    record[record.length - 3 - 4] = 0x50;
    const { text: line, damaged } = writeRow(columns, record);
    expect(JSON.parse(line)).toMatchObject({ id: 7, name: 'abc', tags: [{ hex: '' }, { hex: '' }, 'z'] });
    expect(damaged).toEqual(['tags', 'tags']);
  });
});

describe('a fixed column that runs over its part of the record', () => {
  startTable();
  const columns = [column('n', coltyp.short), column('m', coltyp.text), column('o', coltyp.text, 'tagged')];
  const record = buildRecord(columns, { n: Uint8Array.of(1, 0), m: text('m'), o: text('o') });
  const overlong = columns.map((one) => (one.kind === 'fixed' ? { ...one, recordOffset: 400 } : one));

  it('is lost alone', () => {
    const { text: line, damaged } = writeRow(overlong, record);
    expect(JSON.parse(line)).toMatchObject({ n: { hex: '' }, m: 'm', o: 'o' });
    expect(damaged).toEqual(['n']);
  });

  it('is lost alone in CSV', () => {
    const { text: line, damaged } = writeRow(overlong, record, { format: 'csv' });
    expect(line).toMatch(/^"\{""error"".+\}",m,o\r\n$/);
    expect(damaged).toEqual(['n']);
  });
});

describe('CSV', () => {
  it('has a header, bare values, and quotes where RFC 4180 wants them', () => {
    startTable();
    const columns = [
      column('id', coltyp.long),
      column('flag', coltyp.bit),
      column('when', coltyp.dateTime),
      column('money', coltyp.currency),
      column('big', coltyp.unsignedLongLong),
      column('x', coltyp.ieeeDouble),
      column('text', coltyp.text),
      column('wide', coltyp.text, 'variable', { codePage: 1200 }),
      column('bytes', coltyp.binary),
      column('tags', coltyp.text, 'tagged', multiValued),
    ];
    const row = {
      id,
      flag: Uint8Array.of(255),
      when: new Uint8Array(8),
      money: new Uint8Array(8).fill(255),
      big: new Uint8Array(8).fill(255),
      x: new Uint8Array(new Float64Array([0.5]).buffer),
      text: text('a,"b"\r\n\x80'),
      wide: new Uint8Array(Buffer.from('ü\ud83d\ude00\ud83d', 'utf16le')),
      bytes: Uint8Array.of(0xab, 1),
      tags: [text('p"'), text('q')],
    };
    expect(writeRow(columns, row, { format: 'csv' }).text).toBe(
      '7,true,1899-12-30T00:00:00.000Z,-1,18446744073709551615,0.5,"a,""b""\r\n€",ü😀\ufffd,ab01,"[""p\\"""",""q""]"\r\n',
    );
    expect(writeRow(columns, { text: text('') }, { format: 'csv' }).text).toBe(',,,,,,"",,,\r\n');
    const odd = { x: new Uint8Array(8).fill(255), when: new Uint8Array(8).fill(255) };
    expect(writeRow(columns, odd, { format: 'csv' }).text).toBe(
      ',,"{""raw"":""ffffffffffffffff""}",,,"{""raw"":""ffffffffffffffff""}",,,,\r\n',
    );
  });

  it('crosses the end of the buffer', () => {
    startTable();
    const narrow = column('c', coltyp.longText, 'tagged');
    const wide = { ...narrow, codePage: 1200 };
    const long = '",\n€x'.repeat(3000);
    const pairs = '"\ud83d\ude00'.repeat(4000);
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"\r\n`;
    for (const ahead of [0, 1, 6998]) {
      const options = { format: 'csv', bufferSize: 7000, ahead } as const;
      const bytes = text(long.replaceAll('€', '\x80'));
      expect(writeRow([narrow], { c: bytes }, options).text === quoted(long)).toBe(true);
      const units = new Uint8Array(Buffer.from(pairs, 'utf16le'));
      expect(writeRow([wide], { c: units }, options).text === quoted(pairs)).toBe(true);
    }
  });
});
