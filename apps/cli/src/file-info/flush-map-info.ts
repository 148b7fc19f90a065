import { decodeFlushMapHeader, flushMapPageSize } from '@esekit/pages';
import type { HeaderInfo, InfoProblem } from './header-info';

/** The only header copy of a flush map, and whether its last page is whole. */
export function flushMapInfo(head: Uint8Array, size: number): HeaderInfo {
  const header = decodeFlushMapHeader(head) ?? null;
  const problems: InfoProblem[] = [];
  if (header === null) {
    problems.push({ error: 'JET_errReadVerifyFailure', text: 'the header of the flush map is damaged' });
  } else if (size % flushMapPageSize !== 0) {
    const text = `the file size ${size} is not a multiple of the page size ${flushMapPageSize}`;
    problems.push({ error: 'JET_errFileIOBeyondEOF', text });
  }
  return {
    headers: [{ copy: 'primary', checksum: header ? 'good' : 'bad' }],
    pageSize: flushMapPageSize,
    state: null,
    header,
    problems,
  };
}
