import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { errnoName } from '../../src/node/errno-name';

const failure = (code: unknown): Error => Object.assign(new Error('failed'), { code });

describe('the name of a failure', () => {
  test('is the code Node gives', () => {
    expect(errnoName(failure('ENOENT'))).toBe('ENOENT');
    expect(errnoName(failure('ERR_INVALID_ARG_VALUE'))).toBe('ERR_INVALID_ARG_VALUE');
  });

  test('is looked up when Node knows only the number', () => {
    expect(errnoName(failure(`Unknown system error -${constants.errno.EDQUOT}`))).toBe('EDQUOT');
    expect(errnoName(failure(`Unknown system error -${constants.errno.EBADMSG}`))).toBe('EBADMSG');
    expect(errnoName(failure('Unknown system error -99999'))).toBe('Unknown system error -99999');
  });

  test.runIf(process.platform === 'linux')('knows the damaged file system of Linux', () => {
    expect(errnoName(failure('Unknown system error -117'))).toBe('EUCLEAN');
  });

  test.each([undefined, null, 'ENOENT', new Error('ENOENT'), failure(2), { code: 'ENOENT' }])(
    'there is none for %s',
    (value) => expect(errnoName(value)).toBeUndefined(),
  );
});
