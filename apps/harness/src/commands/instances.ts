import {
  JET_bit,
  JET_cbRSTINFO,
  JetCreateInstance2,
  JetInit2,
  JetInit3,
  JetTerm2,
  type JetRef,
  type JET_RSTMAP,
} from '@esekit/jet';
import type { Command } from '../run/command';
import { Arguments } from '../script/arguments';
import { integerOf } from '../script/numbers';
import { ScriptError } from '../script/script-error';
import { absolutePath } from './paths';

const instance: Command = ({ names, calls }, words) => {
  const name = new Arguments(words).take('name');
  const ref: JetRef<number> = { value: 0 };
  calls.make('JetCreateInstance2', () => JetCreateInstance2(ref, name, null, 0));
  names.currentInstance = { name, handle: ref.value, isInitialised: false };
  names.instances.set(name, names.currentInstance);
};

const useinst: Command = ({ names }, words) => {
  const name = new Arguments(words).take('name');
  const found = names.instances.get(name);
  if (found === undefined) throw new ScriptError(`no instance ${name}`);
  names.currentInstance = found;
};

const init: Command = async (run, words) => {
  const given = new Arguments(words, { options: ['grbit'] });
  const grbit = given.grbit();
  const rgrstmap = given.rest().map(mapEntryOf);
  const target = run.names.requireInstance();
  const ref: JetRef<number> = { value: target.handle };
  const rc = await run.calls.attemptWaiting(rgrstmap.length === 0 ? 'JetInit2' : 'JetInit3', () =>
    rgrstmap.length === 0
      ? JetInit2(ref, grbit)
      : JetInit3(ref, { cbStruct: JET_cbRSTINFO, rgrstmap }, grbit),
  );
  if (rc < 0) run.names.dropInstance(target);
  else target.isInitialised = true;
};

function mapEntryOf(word: string): JET_RSTMAP {
  const [, from, to] = /^map:(.*?)=>(.*)$/.exec(word) ?? [];
  if (from === undefined || to === undefined) throw new ScriptError(`${word} is no entry of a map`);
  return { szDatabaseName: absolutePath(from), szNewDatabaseName: absolutePath(to) };
}

const dirtyShutdown = 'JET_errDirtyShutdown';

const term: Command = async (run, words) => {
  const given = new Arguments(words, { flags: ['abrupt', 'dirty'] });
  const grbit = termBits(given);
  const target = run.names.requireInstance();
  const rc = await run.calls.attemptWaiting('JetTerm2', () => JetTerm2(target.handle, grbit));
  if (rc >= 0 || run.calls.code.name === dirtyShutdown) run.names.dropInstance(target);
};

function termBits(given: Arguments): number {
  if (given.has('dirty')) return JET_bit.TermAbrupt | JET_bit.TermDirty;
  if (given.has('abrupt')) return JET_bit.TermAbrupt;
  const number = given.takeOptional();
  return number === undefined ? JET_bit.TermComplete : integerOf(number);
}

export const instanceCommands: Readonly<Record<string, Command>> = { instance, useinst, init, term };
