import type { JetErrorName } from '../../errors/error-info';
import { JetError } from '../../errors/jet-error';

/** Assertions of the suite's own, so that any test framework can run it. */

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Equality of plain values, lists and objects; bytes are compared as numbers. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const got = asText(actual);
  const wanted = asText(expected);
  check(got === wanted, `${what}: expected ${wanted}, got ${got}`);
}

function asText(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value);
}

/** Equality of bytes, naming the first difference. */
export function equalBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  equal(actual.length, expected.length, `${what}: number of bytes`);
  const at = expected.findIndex((byte, i) => actual[i] !== byte);
  check(at < 0, `${what}: byte ${at} is ${actual[at]}, expected ${expected[at]}`);
}

/** The operation has to reject with this error; throwing before there is a promise is wrong. */
export async function fails(name: JetErrorName, operation: () => Promise<unknown>): Promise<void> {
  let pending: Promise<unknown>;
  try {
    pending = operation();
  } catch (error) {
    throw new Error(`expected a rejection with ${name}, but it threw`, { cause: error });
  }
  const error = await pending.then(
    () => undefined,
    (reason: unknown) => reason ?? 'nothing',
  );
  requireJetError(error, name);
}

/** The operation has to throw this error. */
export function throws(name: JetErrorName, operation: () => unknown): void {
  let thrown: unknown;
  try {
    operation();
  } catch (error) {
    thrown = error;
  }
  requireJetError(thrown, name);
}

function requireJetError(error: unknown, name: JetErrorName): void {
  check(error !== undefined, `expected ${name}, but it succeeded`);
  if (JetError.isInstance(error) && error.name === name) return;
  throw new Error(`expected ${name}, got ${String(error)}`, { cause: error });
}
