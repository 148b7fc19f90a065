import { JetGetSystemParameter, JetSetSystemParameter, type JetRef } from '@esekit/jet';
import { parameterOf } from '../definitions/parameters';
import { Arguments } from '../script/arguments';
import { integerOf } from '../script/numbers';
import type { Command, CommandRun } from '../run/command';
import { localPath, shownPath } from './paths';

function setParameter(run: CommandRun, words: readonly string[], instance: number | undefined): void {
  const given = new Arguments(words);
  const { id, isText } = parameterOf(given.take('parameter'));
  const value = given.take('value');
  const ref = instance === undefined ? null : { value: instance };
  run.calls.make('JetSetSystemParameter', () =>
    JetSetSystemParameter(ref, null, id, isText ? 0 : integerOf(value), isText ? localPath(value) : null),
  );
}

const gset: Command = (run, words) => {
  setParameter(run, words, undefined);
};

const set: Command = (run, words) => {
  setParameter(run, words, run.names.requireInstance().handle);
};

const paths = new Set(
  ['SystemPath', 'TempPath', 'LogFilePath', 'RBSFilePath'].map((name) => parameterOf(name).id),
);

const cbText = 1024;

const getparam: Command = (run, words) => {
  const { id, isText } = parameterOf(new Arguments(words).take('parameter'));
  const instance = run.names.currentInstance?.handle ?? 0;
  const number: JetRef<number> = { value: 0 };
  const text: JetRef<string> = { value: '' };
  run.calls.make('JetGetSystemParameter', () =>
    JetGetSystemParameter(instance, null, id, number, isText ? text : null, cbText),
  );
  if (isText) run.out['str'] = paths.has(id) ? shownPath(text.value) : text.value;
  else run.out['v'] = number.value;
};

export const parameterCommands: Readonly<Record<string, Command>> = { gset, set, getparam };
