import { openRecovered, type Database } from '@esekit/engine';
import type { VirtualRecovery } from '@esekit/log/recovery';

/** Opens one of the databases of a recovery in memory by its file name. */
export function openView({ databases }: VirtualRecovery, name: string): Database {
  const found = databases.find(({ path }) => path.replaceAll('\\', '/').endsWith(`/${name}`));
  if (found === undefined)
    throw new Error(`no ${name} among ${databases.map(({ path }) => path).join(', ')}`);
  return openRecovered(found);
}
