/** The category tree of errors (33 §2): each category with its number and its parent. */
export const errorCategories = {
  Unknown: { value: 0, parent: null },
  Error: { value: 1, parent: null },
  Operation: { value: 2, parent: 'Error' },
  Fatal: { value: 3, parent: 'Operation' },
  IO: { value: 4, parent: 'Operation' },
  Resource: { value: 5, parent: 'Operation' },
  Memory: { value: 6, parent: 'Resource' },
  Quota: { value: 7, parent: 'Resource' },
  Disk: { value: 8, parent: 'Resource' },
  Data: { value: 9, parent: 'Error' },
  Corruption: { value: 10, parent: 'Data' },
  Inconsistent: { value: 11, parent: 'Data' },
  Fragmentation: { value: 12, parent: 'Data' },
  Api: { value: 13, parent: 'Error' },
  Usage: { value: 14, parent: 'Api' },
  State: { value: 15, parent: 'Api' },
  Obsolete: { value: 16, parent: 'Api' },
} as const;

export type ErrorCategory = keyof typeof errorCategories;

/**
 * The chain from `Error` down to `category`, both included; empty for `Unknown`.
 *
 * @example categoryPath('Corruption') // ['Error', 'Data', 'Corruption']
 */
export function categoryPath(category: ErrorCategory): ErrorCategory[] {
  if (category === 'Unknown') return [];
  const path: ErrorCategory[] = [];
  for (let c: ErrorCategory | null = category; c !== null; c = errorCategories[c].parent) path.unshift(c);
  return path;
}
