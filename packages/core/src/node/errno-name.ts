import { constants } from 'node:os';

/** Linux gives "Structure needs cleaning" a number but Node has no constant for it. */
const linuxEuclean = 117;

/**
 * The POSIX name of a failure of Node, or `undefined` when `error` is none. Node has no name for some
 * numbers, among them that of an exceeded quota, and gives `Unknown system error -122` as their code.
 */
export function errnoName(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const unnamed = /^Unknown system error -(\d+)$/.exec(error.code);
  return unnamed ? (nameOfNumber(Number(unnamed[1])) ?? error.code) : error.code;
}

function nameOfNumber(errno: number): string | undefined {
  if (process.platform === 'linux' && errno === linuxEuclean) return 'EUCLEAN';
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0];
}
