import { describe, expect, it } from 'vitest';
import { formatGeneral } from '../src/output/format-general';
import { formatJson, JsonText } from '../src/output/json-format';
import { valueJson } from '../src/output/value-json';

describe('numbers as C prints them', () => {
  it.each([
    [0, 6, '0'],
    [-0, 6, '-0'],
    [1, 17, '1'],
    [0.1, 17, '0.10000000000000001'],
    [0.1, 6, '0.1'],
    [123456, 6, '123456'],
    [1234567, 6, '1.23457e+06'],
    [0.0001, 6, '0.0001'],
    [0.00001, 6, '1e-05'],
    [9961.125, 6, '9961.12'],
    [9961.375, 6, '9961.38'],
    [999999.5, 6, '1e+06'],
    [5e-324, 17, '4.9406564584124654e-324'],
    [1.7976931348623157e308, 17, '1.7976931348623157e+308'],
    [-12345.25, 9, '-12345.25'],
    [Infinity, 9, 'inf'],
    [-Infinity, 9, '-inf'],
    [NaN, 9, 'nan'],
  ])('%f with %i digits', (value, precision, text) => {
    expect(formatGeneral(value, precision)).toBe(text);
  });
});

describe('JSON as it was recorded', () => {
  it('has no spaces, keeps numbers that are text, and leaves out what is undefined', () => {
    expect(formatJson({ a: [1, null, true], b: new JsonText('1e+06'), c: undefined, d: 'é"\\\n' })).toBe(
      '{"a":[1,null,true],"b":1e+06,"d":"é\\"\\\\\\u000a"}',
    );
  });
});

describe('values', () => {
  const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);
  it.each([
    ['a bit', bytes(255), { type: 'Bit', cp: 0 }, 'true'],
    ['a signed byte pair', bytes(0xfe, 0xff), { type: 'Short', cp: 0 }, '-2'],
    [
      'eight bytes',
      bytes(1, 0, 0, 0, 0, 0, 0, 128),
      { type: 'UnsignedLongLong', cp: 0 },
      '"9223372036854775809"',
    ],
    ['text', bytes(65, 66), { type: 'Text', cp: 1252 }, '"AB"'],
    ['text that is not ASCII', bytes(65, 200), { type: 'Text', cp: 1252 }, '{"hex":"41c8"}'],
    ['UTF-16', bytes(65, 0, 66, 0), { type: 'LongText', cp: 1200 }, '"AB"'],
    ['UTF-16 with a 0', bytes(65, 0, 0, 0), { type: 'Text', cp: 1200 }, '{"utf16hex":"41000000"}'],
    ['UTF-16 of an odd length', bytes(65, 66, 67), { type: 'Text', cp: 1200 }, '"ABC"'],
    ['no bytes', bytes(), { type: 'Binary', cp: 0 }, '{"hex":""}'],
    ['a size that does not fit the type', bytes(1, 2), { type: 'Long', cp: 0 }, '{"hex":"0102"}'],
  ] as const)('%s', (_, value, column, json) => {
    expect(formatJson(valueJson(value, column))).toBe(json);
  });

  it('gives long ones by length and digest', () => {
    expect(formatJson(valueJson(new Uint8Array(201), { type: 'Text', cp: 1200 }))).toBe(
      '{"len":201,"sha256":"ab3df617aaa3140f04dc53f65b5446f34a6b2bdbb1f7b78db8db4d067ba14db9"}',
    );
  });
});
