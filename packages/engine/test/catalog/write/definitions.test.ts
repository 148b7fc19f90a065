import type { JetErrorName } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import {
  acceptColumn,
  catalogIndexFlags,
  coltyp,
  columnFlag,
  columnGrbit,
  derivedIndexFlags,
  indexGrbit,
  storedName,
  type ColumnContext,
  type ColumnRequest,
} from '../../../src/index';

const failure = (name: JetErrorName): unknown => expect.objectContaining({ name });
const long: ColumnRequest = { name: 'c', coltyp: coltyp.long, grbit: 0, cbMax: 0, codePage: 0 };
const context: ColumnContext = { isExclusive: true, hasAutoincrement: false, hasVersion: false, update: 300 };
const zero = new Uint8Array(4);
const g = columnGrbit;

describe('names (10 §7)', () => {
  it.each([
    ['T', 'T'],
    ['T  ', 'T'],
    ['a b', 'a b'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('%j is %j', (name, wanted) => {
    expect(storedName(name)).toBe(wanted);
  });

  it.each(['', ' ', ' T', 'a.b', 'a!b', '[a', 'a]', 'a\tb', 'x'.repeat(65)])('%j is none', (name) => {
    expect(() => storedName(name)).toThrow(failure('JET_errInvalidName'));
  });
});

describe('columns that may not be (11 §2)', () => {
  it.each<[string, Partial<ColumnRequest>, Partial<ColumnContext>, JetErrorName]>([
    ['no type', { coltyp: 0 }, {}, 'JET_errInvalidColumnType'],
    ['SLV', { coltyp: coltyp.slv }, {}, 'JET_errInvalidColumnType'],
    ['a type of the future', { coltyp: 19 }, {}, 'JET_errInvalidColumnType'],
    ['a code page', { coltyp: coltyp.text, codePage: 65001 }, {}, 'JET_errInvalidCodePage'],
    ['a compressed number', { grbit: g.compressed }, {}, 'JET_errColumnCannotBeCompressed'],
    ['an encrypted number', { grbit: g.encrypted }, {}, 'JET_errColumnCannotBeEncrypted'],
    [
      'several encrypted',
      { coltyp: 11, grbit: g.encrypted | g.multiValued },
      {},
      'JET_errColumnCannotBeEncrypted',
    ],
    [
      'an encrypted default',
      { coltyp: 11, grbit: g.encrypted, defaultValue: zero },
      {},
      'JET_errColumnCannotBeEncrypted',
    ],
    ['a fixed long value', { coltyp: coltyp.longText, grbit: g.fixed }, {}, 'JET_errInvalidGrbit'],
    ['fixed and tagged', { grbit: g.fixed | g.tagged }, {}, 'JET_errInvalidGrbit'],
    ['several fixed values', { grbit: g.multiValued }, {}, 'JET_errMultiValuedColumnMustBeTagged'],
    ['an escrow text', { coltyp: 10, grbit: g.escrowUpdate, defaultValue: zero }, {}, 'JET_errInvalidGrbit'],
    ['tagged escrow', { grbit: g.escrowUpdate | g.tagged, defaultValue: zero }, {}, 'JET_errCannotBeTagged'],
    ['escrow without default', { grbit: g.escrowUpdate }, {}, 'JET_errInvalidGrbit'],
    [
      'escrow and version',
      { grbit: g.escrowUpdate | g.version, defaultValue: zero },
      {},
      'JET_errInvalidGrbit',
    ],
    [
      'escrow while others look',
      { grbit: g.escrowUpdate, defaultValue: zero },
      { isExclusive: false },
      'JET_errExclusiveTableLockRequired',
    ],
    [
      'escrow with two ends',
      { grbit: g.escrowUpdate | g.finalize | g.deleteOnZero, defaultValue: zero },
      {},
      'JET_errInvalidGrbit',
    ],
    [
      'wide escrow in an old format',
      { coltyp: coltyp.longLong, grbit: g.escrowUpdate, defaultValue: zero },
      { update: 50 },
      'JET_errEngineFormatVersionParamTooLowForRequestedFeature',
    ],
    ['an end without escrow', { grbit: g.finalize }, {}, 'JET_errInvalidGrbit'],
    ['an autoincrement text', { coltyp: 10, grbit: g.autoincrement }, {}, 'JET_errInvalidGrbit'],
    ['tagged autoincrement', { grbit: g.autoincrement | g.tagged }, {}, 'JET_errCannotBeTagged'],
    ['autoincrement and version', { grbit: g.autoincrement | g.version }, {}, 'JET_errInvalidGrbit'],
    [
      'autoincrement while others look',
      { grbit: g.autoincrement },
      { isExclusive: false },
      'JET_errExclusiveTableLockRequired',
    ],
    ['a wide version', { coltyp: coltyp.longLong, grbit: g.version }, {}, 'JET_errInvalidGrbit'],
    ['a tagged version', { grbit: g.version | g.tagged }, {}, 'JET_errCannotBeTagged'],
    ['a second version', { grbit: g.version }, { hasVersion: true }, 'JET_errColumnRedundant'],
    [
      'a second autoincrement',
      { grbit: g.autoincrement },
      { hasAutoincrement: true },
      'JET_errColumnRedundant',
    ],
    ['a fixed computed default', { grbit: g.userDefinedDefault }, {}, 'JET_errInvalidGrbit'],
    [
      'a computed default that is not null',
      { grbit: g.userDefinedDefault | g.tagged | g.notNull },
      {},
      'JET_errInvalidGrbit',
    ],
    ['a long default', { coltyp: 10, cbMax: 3, defaultValue: zero }, {}, 'JET_errDefaultValueTooBig'],
    [
      'a very long default',
      { coltyp: 11, defaultValue: new Uint8Array(256) },
      {},
      'JET_errDefaultValueTooBig',
    ],
  ])('%s', (_, request, facts, name) => {
    expect(() => acceptColumn({ ...long, ...request }, { ...context, ...facts })).toThrow(failure(name));
  });
});

describe('columns that may be', () => {
  it.each<[Partial<ColumnRequest>, Partial<ReturnType<typeof acceptColumn>>]>([
    [{}, { kind: 'fixed', cbMax: 4, codePage: 0, flags: 0, warning: undefined }],
    [{ grbit: g.tagged | g.multiValued }, { kind: 'tagged', flags: columnFlag.multiValued }],
    [{ coltyp: coltyp.text }, { kind: 'variable', cbMax: 255, codePage: 1252 }],
    [
      { coltyp: coltyp.text, grbit: g.fixed, cbMax: 20 },
      { kind: 'fixed', cbMax: 20 },
    ],
    [
      { coltyp: coltyp.binary, cbMax: 300, codePage: 1200 },
      { cbMax: 255, codePage: 0, warning: 'JET_wrnColumnMaxTruncated' },
    ],
    [
      { coltyp: coltyp.longText, codePage: 1200, grbit: g.compressed },
      { kind: 'tagged', cbMax: 0, flags: 0x1000 },
    ],
    [{ grbit: g.escrowUpdate, defaultValue: zero }, { flags: columnFlag.escrowUpdate | columnFlag.default }],
    [
      { grbit: g.userDefinedDefault | g.tagged },
      { flags: columnFlag.userDefinedDefault | columnFlag.default },
    ],
  ])('%j', (request, wanted) => {
    expect(acceptColumn({ ...long, ...request }, context)).toMatchObject(wanted);
  });
});

describe('flags of indexes (10 §3.3)', () => {
  const facts = { hasLocale: false, isMultiValued: false, isLocalized: false, isTemplate: false };
  it.each([
    [0, {}, 0x1000e],
    [indexGrbit.primary, {}, 0x1002f],
    [indexGrbit.primary | indexGrbit.disallowNull, {}, 0x10031],
    [indexGrbit.unique, {}, 0x1000f],
    [indexGrbit.ignoreNull, {}, 0x1000c],
    [indexGrbit.ignoreFirstNull, {}, 0x10008],
    [indexGrbit.ignoreAnyNull, {}, 0x10000],
    [indexGrbit.sortNullsHigh, {}, 0x1080e],
    [0, { isLocalized: true }, 0x1040e],
    [0, { isLocalized: true, hasLocale: true }, 0x1044e],
    [indexGrbit.ignoreFirstNull, { isMultiValued: true }, 0x10088],
    [indexGrbit.primary, { isTemplate: true }, 0x1012f],
    [indexGrbit.primary | indexGrbit.disallowTruncation, {}, 0x1402f],
  ])('%i with %j', (grbit, given, wanted) => {
    expect(catalogIndexFlags(grbit, { ...facts, ...given })).toBe(wanted);
  });

  it('of a template become those of the derived table', () => {
    expect(derivedIndexFlags(0x1012f)).toBe(0x1022f);
  });
});
