import { categoryPath, errorCategories, errorInfoByCode, JetError } from '@esekit/core';
import { requireRef } from '../../buffers';
import { success, type JetRef, type JetStatus } from '../../status';
import type { JET_ERRINFOBASIC } from '../../structures/instances';

/** The only level: of one error. */
const specificError = 1;
/** Size of JET_ERRINFOBASIC. */
const resultSize = 152;
/** Categories that the result has room for. */
const hierarchySize = 8;

/**
 * Where an error belongs (33 §2).
 *
 * @param pvContext the error's number
 * @param cbMax size of the caller's place
 * @param InfoLevel 1
 * @param grbit 0
 * @throws JET_errInvalidParameter, JET_errInvalidBufferSize
 */
export function JetGetErrorInfo(
  pvContext: JetRef<number> | null,
  pvResult: JetRef<JET_ERRINFOBASIC | null> | null,
  cbMax: number,
  InfoLevel: number,
  grbit: number,
): JetStatus {
  const errValue = requireRef(pvContext).value;
  const out = requireRef(pvResult);
  const info = errorInfoByCode(errValue);
  if (InfoLevel !== specificError || grbit !== 0 || info === undefined) {
    throw new JetError('JET_errInvalidParameter', `information of level ${InfoLevel} on error ${errValue}`);
  }
  if (cbMax < resultSize)
    throw new JetError('JET_errInvalidBufferSize', `the result takes ${resultSize} bytes`);
  const path: number[] = categoryPath(info.category).map((category) => errorCategories[category].value);
  const rgCategoricalHierarchy = [...path, ...new Array<number>(hierarchySize - path.length).fill(0)];
  out.value = { errValue, errcatMostSpecific: errorCategories[info.category].value, rgCategoricalHierarchy };
  return success;
}
