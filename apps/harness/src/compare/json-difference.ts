/** The first place where two JSON values differ, such as `out.e[3][1]`; `undefined` when they are equal. */
export function jsonDifference(expected: unknown, found: unknown, path = ''): string | undefined {
  if (Object.is(expected, found)) return undefined;
  // Numbers are compared as numbers: 0 and -0 are equal.
  if (typeof expected === 'number' && expected === found) return undefined;
  if (Array.isArray(expected) && Array.isArray(found)) return listDifference(expected, found, path);
  if (isObject(expected) && isObject(found)) return objectDifference(expected, found, path);
  return path === '' ? '.' : path;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listDifference(
  expected: readonly unknown[],
  found: readonly unknown[],
  path: string,
): string | undefined {
  const common = Math.min(expected.length, found.length);
  for (let at = 0; at < common; at++) {
    const difference = jsonDifference(expected[at], found[at], `${path}[${at}]`);
    if (difference !== undefined) return difference;
  }
  return expected.length === found.length ? undefined : `${path}[${common}]`;
}

function objectDifference(expected: JsonObject, found: JsonObject, path: string): string | undefined {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const difference = jsonDifference(expected[name], found[name], path === '' ? name : `${path}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
