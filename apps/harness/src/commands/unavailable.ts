import type { Command } from '../run/command';
import { ScriptError } from '../script/script-error';

/** Commands of the language whose calls do not exist yet. */
export const unavailable = [
  'temptable',
  'resize',
  'growdb',
  'compact',
  'defrag',
  'backup',
  'restore',
  'extbegin',
  'extinfo',
  'extopen',
  'extread',
  'extclose',
  'extlogs',
  'exttruncinfo',
  'exttrunc',
  'extend',
  'extrestore',
] as const;

/** Each of them is a script error that says so. */
export const unavailableCommands: Readonly<Record<string, Command>> = Object.fromEntries(
  unavailable.map((name): [string, Command] => [
    name,
    () => {
      throw new ScriptError(`${name} is not implemented yet`);
    },
  ]),
);
