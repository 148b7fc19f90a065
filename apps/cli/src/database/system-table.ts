import type { TableSchema } from '@esekit/engine';

/** The engine's own tables; not all of them are flagged in every version. */
export function isSystemTable({ name, isSystem }: TableSchema): boolean {
  return isSystem || /^MSys/i.test(name);
}
