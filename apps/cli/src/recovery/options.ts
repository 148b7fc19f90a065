import type { RecoveryStop } from '@esekit/log/recovery';
import type { Command } from 'commander';
import { parseMapEntry, type MapEntry } from './database-map';
import { parseStop } from './stop-position';

/** The entries of `--map`; a wrong one is wrong usage. */
export function mapOf(command: Command, entries: readonly string[]): MapEntry[] {
  return entries.map(
    (entry) => parseMapEntry(entry) ?? command.error(`error: --map wants OLD=NEW, not '${entry}'`),
  );
}

/** The position of an option; a wrong one is wrong usage. */
export function stopOf(command: Command, name: string, text: string | undefined): RecoveryStop | undefined {
  if (text === undefined) return undefined;
  return (
    parseStop(text) ??
    command.error(`error: ${name} wants generation:sector:offset, a generation or a time, not '${text}'`)
  );
}
