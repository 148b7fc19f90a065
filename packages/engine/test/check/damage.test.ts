import { JetError } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { isDamage } from '../../src/records/damage';
import { kindOfPageFailure, unlessDamaged } from '../../src/check/damage';

describe('failures', () => {
  it.each(['JET_errReadVerifyFailure', 'JET_errBadPageLink', 'JET_errLVCorrupted', 'JET_errDiskIO'] as const)(
    '%s says something of the database',
    (name) => expect(isDamage(new JetError(name, 'read'))).toBe(true),
  );

  it.each(['JET_errInvalidParameter', 'JET_errOutOfMemory'] as const)('%s does not', (name) => {
    const error = new JetError(name, 'read');
    expect(isDamage(error)).toBe(false);
    expect(() =>
      unlessDamaged(() => {
        throw error;
      }),
    ).toThrow(error);
  });

  it('a disk that fails once is not passed over', () => {
    // It was: a single failed read left part of a database unchecked, and the check said that all was well.
    const error = new JetError('JET_errDiskIO', 'read');
    expect(() =>
      unlessDamaged(() => {
        throw error;
      }),
    ).toThrow(error);
  });

  it('tells keys out of order from other structure', () => {
    const name = 'JET_errDatabaseCorrupted';
    expect(kindOfPageFailure(name, 'a.edb: page 7: the key of line 5 is less than that of line 4')).toBe(
      'keyOrder',
    );
    expect(kindOfPageFailure(name, 'a.edb: page 7: line 5 has size 0')).toBe('pageStructure');
    expect(kindOfPageFailure('JET_errReadVerifyFailure', 'a.edb: page 7: checksum is wrong')).toBe(
      'pageDamaged',
    );
  });
});
