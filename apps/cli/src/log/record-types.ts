import { recordTypes } from '@esekit/log';
import type { Command } from 'commander';

/** The type numbers that `--type` names, by name or number; `undefined` for all of them. */
export function typesOf(command: Command, names: readonly string[]): ReadonlySet<number> | undefined {
  if (names.length === 0) return undefined;
  return new Set(names.map((name) => typeOf(command, name)));
}

function typeOf(command: Command, text: string): number {
  const wanted = text.toLowerCase();
  const row = recordTypes.find(([type, name]) => name.toLowerCase() === wanted || String(type) === text);
  if (row !== undefined) return row[0];
  const near = recordTypes.map(([, name]) => name).filter((name) => name.toLowerCase().includes(wanted));
  const hint =
    near.length === 0 ? 'esekit log PATH --summary lists those of a log' : `did you mean ${near.join(', ')}?`;
  return command.error(`error: no record has the type '${text}'\n(${hint})`);
}
