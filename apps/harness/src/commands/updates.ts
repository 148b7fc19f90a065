import { JET_prep, JetDelete, JetGetLock, JetUpdate2 } from '@esekit/jet';
import { prepareKinds } from '../definitions/bits';
import { bitOf } from '../definitions/named-bits';
import type { Command, CommandRun } from '../run/command';
import { find } from '../run/keys';
import type { TableName } from '../run/names';
import { cbBuffer, filledBy } from '../run/place';
import { searchOf, searchOptions } from '../run/search-words';
import { applySettings, parseSettings } from '../run/settings';
import { change, post as postUpdate, prepare } from '../run/update';
import { Arguments } from '../script/arguments';
import { hexOf } from '../values/literal';

const insert: Command = (run, words) => {
  const table = run.names.requireTable(new Arguments(words).take('table handle'));
  change(run, table, JET_prep.Insert, parseSettings(words.slice(1)));
};

const replace: Command = (run, words) => {
  const table = run.names.requireTable(new Arguments(words).take('table handle'));
  change(run, table, JET_prep.Replace, parseSettings(words.slice(1)));
};

function deleteCurrent({ calls }: CommandRun, { session, tableid }: TableName): void {
  calls.make('JetDelete', () => JetDelete(session.sesid, tableid));
}

const del: Command = (run, words) => {
  deleteCurrent(run, run.names.requireTable(new Arguments(words).take('table handle')));
};

/** The words before and behind a `|`: options of a search are only looked for before it. */
function halves(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const bar = words.indexOf('|');
  return bar < 0 ? [words, []] : [words.slice(0, bar), words.slice(bar + 1)];
}

const update: Command = (run, words) => {
  const [search, settings] = halves(words);
  const given = new Arguments(search, { options: searchOptions });
  const table = run.names.requireTable(given.take('table handle'));
  const parsed = parseSettings(settings);
  find(run.calls, table, searchOf(given));
  change(run, table, JET_prep.Replace, parsed);
};

const deleteFound: Command = (run, words) => {
  const given = new Arguments(words, { options: searchOptions });
  const table = run.names.requireTable(given.take('table handle'));
  find(run.calls, table, searchOf(given));
  deleteCurrent(run, table);
};

const prep: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const table = names.requireTable(given.take('table handle'));
  prepare(calls, table, bitOf(given.take('kind'), prepareKinds));
};

const setcol: Command = (run, words) => {
  const table = run.names.requireTable(new Arguments(words).take('table handle'));
  applySettings(run, table, parseSettings(words.slice(1)));
};

const post: Command = (run, words) => {
  const given = new Arguments(words, { options: ['grbit'] });
  const table = run.names.requireTable(given.take('table handle'));
  const grbit = given.grbit();
  if (grbit === 0) {
    postUpdate(run, table);
    return;
  }
  const { sesid } = table.session;
  const posted = filledBy((into, _, actual) =>
    JetUpdate2(sesid, table.tableid, into, cbBuffer, actual, grbit),
  );
  run.calls.note('JetUpdate2', posted);
  run.calls.endOnError();
  run.out['bm'] = hexOf(posted.bytes);
};

const lockBits = { read: 0x1, write: 0x2 } as const;

const getlock: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const grbit = bitOf(given.take('kind'), lockBits);
  calls.make('JetGetLock', () => JetGetLock(session.sesid, tableid, grbit));
};

export const updateCommands: Readonly<Record<string, Command>> = {
  insert,
  replace,
  del,
  update,
  delete: deleteFound,
  prep,
  setcol,
  post,
  getlock,
};
