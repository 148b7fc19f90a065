import { describe, expect, test } from 'vitest';
import type { JetErrorName } from '../../src/index';
import { errorInfoByName } from '../../src/index';
import type { FileOperation } from '../../src/files/operations';
import { errnoTable, jetErrorForErrno } from '../../src/node/errno-table';

interface Row {
  readonly errno: string;
  readonly operation: FileOperation;
  readonly parentIsMissing?: boolean;
  readonly code: number;
}

/** 33 §6 line by line, and what the interface adds to it, with the numbers written out. */
const rows: readonly Row[] = [
  { errno: 'ENOENT', operation: 'open', code: -1811 },
  { errno: 'ENOENT', operation: 'rename', code: -1811 },
  { errno: 'ENOENT', operation: 'removeFile', code: -1811 },
  { errno: 'ENOENT', operation: 'open', parentIsMissing: true, code: -1023 },
  { errno: 'ENOENT', operation: 'createDirectory', parentIsMissing: true, code: -1023 },
  { errno: 'ENOENT', operation: 'readDirectory', code: -1023 },
  { errno: 'ENOENT', operation: 'removeDirectory', code: -1023 },
  { errno: 'ENOENT', operation: 'syncDirectory', code: -1023 },
  { errno: 'ENOTDIR', operation: 'open', code: -1023 },
  { errno: 'ENAMETOOLONG', operation: 'open', code: -1023 },
  { errno: 'ELOOP', operation: 'open', code: -1023 },
  { errno: 'ERR_INVALID_ARG_VALUE', operation: 'open', code: -1023 },
  { errno: 'EINVAL', operation: 'rename', code: -1023 },
  { errno: 'EACCES', operation: 'open', code: -1032 },
  { errno: 'EPERM', operation: 'removeFile', code: -1032 },
  { errno: 'EBUSY', operation: 'open', code: -1032 },
  { errno: 'ETXTBSY', operation: 'open', code: -1032 },
  { errno: 'EROFS', operation: 'write', code: -1032 },
  { errno: 'EROFS', operation: 'open', code: -1032 },
  { errno: 'EISDIR', operation: 'open', code: -1032 },
  { errno: 'ENOTEMPTY', operation: 'removeDirectory', code: -1032 },
  { errno: 'EEXIST', operation: 'removeDirectory', code: -1032 },
  { errno: 'EEXIST', operation: 'rename', code: -1032 },
  { errno: 'EEXIST', operation: 'open', code: -1814 },
  { errno: 'EEXIST', operation: 'createDirectory', code: -1814 },
  { errno: 'ENOSPC', operation: 'write', code: -1808 },
  { errno: 'EDQUOT', operation: 'write', code: -1808 },
  { errno: 'EMFILE', operation: 'open', code: -1020 },
  { errno: 'ENFILE', operation: 'open', code: -1020 },
  { errno: 'ENOMEM', operation: 'read', code: -1011 },
  { errno: 'ENODATA', operation: 'read', code: -1021 },
  { errno: 'EILSEQ', operation: 'read', code: -1021 },
  { errno: 'ENODATA', operation: 'write', code: -1022 },
  { errno: 'EIO', operation: 'read', code: -1022 },
  { errno: 'EIO', operation: 'sync', code: -1022 },
  { errno: 'EUCLEAN', operation: 'open', code: -1121 },
  { errno: 'EBADMSG', operation: 'read', code: -1121 },
  { errno: 'EBADF', operation: 'read', code: -1003 },
  { errno: 'EINVAL', operation: 'truncate', code: -1003 },
  { errno: 'ERR_INVALID_ARG_TYPE', operation: 'open', code: -1003 },
  { errno: 'ERR_OUT_OF_RANGE', operation: 'read', code: -1003 },
  { errno: 'ESTALE', operation: 'read', code: -1022 },
];

describe('what an errno is called', () => {
  test.each(rows)('$errno at $operation (folder absent: $parentIsMissing) is $code', (row) => {
    const { errno, operation, parentIsMissing = false, code } = row;
    const name: JetErrorName = jetErrorForErrno(errno, { operation, parentIsMissing });
    expect(errorInfoByName(name).code).toBe(code);
  });

  test('every row of the table is reached by one of these', () => {
    const reached = new Set(
      rows.map(({ errno, operation, parentIsMissing = false }) =>
        errnoTable.find(
          (row) =>
            row.errno === errno &&
            (row.operations?.includes(operation) ?? true) &&
            (row.parentIsMissing !== true || parentIsMissing),
        ),
      ),
    );
    expect(errnoTable.filter((row) => !reached.has(row))).toEqual([]);
  });
});
