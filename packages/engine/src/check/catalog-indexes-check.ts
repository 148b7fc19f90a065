import { keyDefinition } from '../catalog/key-definition';
import { columnFlag, indexFlag, type IndexSchema, type TableSchema } from '../catalog/schema';
import { JetError } from '@esekit/core';
import type { CheckRun } from './check-run';

/** Checks the indexes of a table as the catalog defines them (13 §2.1, §4). */
export function checkIndexes(run: CheckRun, table: TableSchema): void {
  const names = new Map<string, string>();
  let primaries = 0;
  for (const index of table.indexes) {
    const tell = (text: string): void =>
      run.report('catalogRow', `index ${index.name} of ${table.name} ${text}`, {
        table: table.name,
        index: index.name,
      });
    const rule = brokenRule(index, table);
    if (rule !== undefined) tell(rule);
    const name = index.name.toLowerCase();
    if (names.has(name)) tell(`has the name of index ${names.get(name)!}`);
    names.set(name, index.name);
    if (index.isPrimary && ++primaries > 1) tell('is one primary index too many');
  }
}

function brokenRule(index: IndexSchema, table: TableSchema): string | undefined {
  try {
    keyDefinition(index);
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return `makes no sense: ${error.message}`;
  }
  if (index.isPrimary && (index.objidFDP !== table.objidFDP || index.pgnoFDP !== table.pgnoFDP)) {
    return 'is the primary one, and its tree is not that of the table';
  }
  if (!index.isPrimary && index.pgnoFDP === table.pgnoFDP) return 'has the tree of the table';
  if (index.isPrimary && !index.isUnique) return 'is the primary one and not unique';
  const isMultiValued = index.segments.some(({ column }) => (column.flags & columnFlag.multiValued) !== 0);
  if (index.isPrimary && isMultiValued) return 'is the primary one, and over a column with several values';
  if (isMultiValued !== ((index.flags & indexFlag.multiValued) !== 0)) {
    return `has flags 0x${index.flags.toString(16)}, which are wrong on columns with several values`;
  }
  return undefined;
}
