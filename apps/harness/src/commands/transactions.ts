import { JET_bit } from '@esekit/jet';
import type { Command } from '../run/command';
import { beginLevel, commitLevel, rollBackLevels } from '../run/levels';
import { Arguments } from '../script/arguments';

const begin: Command = (run, words) => {
  beginLevel(run, run.names.requireSession(), new Arguments(words, { flags: ['ro'] }).has('ro'));
};

const commit: Command = async (run, words) => {
  const given = new Arguments(words, { options: ['grbit'], flags: ['lazy'] });
  await commitLevel(run, run.names.requireSession(), given.grbit({ lazy: JET_bit.CommitLazyFlush }));
};

const rollback: Command = (run, words) => {
  const given = new Arguments(words, { flags: ['all'] });
  rollBackLevels(run, run.names.requireSession(), given.grbit({ all: JET_bit.RollbackAll }));
};

export const transactionCommands: Readonly<Record<string, Command>> = { begin, commit, rollback };
