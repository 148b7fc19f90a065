import { JetBeginSession, JetCloseTable, JetEndSession, JetIdle, type JetRef } from '@esekit/jet';
import { setTimeout as wait } from 'node:timers/promises';
import { returnCodeOf } from '../run/call-record';
import type { Command } from '../run/command';
import { Arguments } from '../script/arguments';
import { ScriptError } from '../script/script-error';

const session: Command = ({ names, calls }, words) => {
  const name = new Arguments(words).take('name');
  const instance = names.requireInstance();
  const ref: JetRef<number> = { value: 0 };
  calls.make('JetBeginSession', () => JetBeginSession(instance.handle, ref, null, null));
  names.currentSession = { name, instance, sesid: ref.value, level: 0 };
  names.sessions.set(name, names.currentSession);
};

const use: Command = ({ names }, words) => {
  const name = new Arguments(words).take('name');
  const found = names.sessions.get(name);
  if (found === undefined) throw new ScriptError(`no session ${name}`);
  names.currentSession = found;
};

const endsession: Command = ({ names, calls }) => {
  const ended = names.requireSession();
  for (const { tableid } of names.tablesOfSession(ended)) {
    returnCodeOf(() => JetCloseTable(ended.sesid, tableid));
  }
  calls.make('JetEndSession', () => JetEndSession(ended.sesid, 0));
  names.dropSession(ended);
};

const sleep: Command = async (_, words) => {
  await wait(new Arguments(words).takeNumber('milliseconds'));
};

const idle: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { sesid } = names.requireSession();
  const code = returnCodeOf(() => JetIdle(sesid, Number(given.takeOptional() ?? 0)));
  if (code.rc < 0) calls.note('JetIdle', code);
};

const echo: Command = ({ out }, words) => {
  out['text'] = words.join(' ');
};

export const sessionCommands: Readonly<Record<string, Command>> = {
  session,
  use,
  endsession,
  sleep,
  idle,
  echo,
};
