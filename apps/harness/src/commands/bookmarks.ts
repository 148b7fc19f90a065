import {
  JET_bit,
  JetGetSecondaryIndexBookmark,
  JetGotoBookmark,
  JetGotoSecondaryIndexBookmark,
  JetIndexRecordCount,
  JetIntersectIndexes,
  type JET_RECORDLIST,
  type JetRef,
} from '@esekit/jet';
import { returnCodeOf } from '../run/call-record';
import type { Command, CommandRun } from '../run/command';
import type { Names } from '../run/names';
import { bookmarkOf, cbBuffer, keyOf, showPlace } from '../run/place';
import { Arguments } from '../script/arguments';
import { ScriptError } from '../script/script-error';
import { bytesOfHex, hexOf } from '../values/literal';

const bm: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { options: ['as'] });
  const found = bookmarkOf(names.requireTable(given.take('table handle')));
  calls.note('JetGetBookmark', found);
  calls.endOnError();
  out['bm'] = hexOf(found.bytes);
  const name = given.option('as');
  if (name !== undefined) names.bookmarks.set(name, found.bytes);
};

function requireBookmark(names: Names, word: string): Uint8Array {
  if (word.startsWith('x:')) return bytesOfHex(word.slice(2));
  const found = names.bookmarks.get(word);
  if (found === undefined) throw new ScriptError(`no bookmark ${word}`);
  return found;
}

const gotobm: Command = (run, words) => {
  const given = new Arguments(words);
  const table = run.names.requireTable(given.take('table handle'));
  const bookmark = requireBookmark(run.names, given.take('bookmark'));
  const { session, tableid } = table;
  run.calls.make('JetGotoBookmark', () => JetGotoBookmark(session.sesid, tableid, bookmark, bookmark.length));
  showPlace(run, table);
};

const sbm: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { options: ['as'] });
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const [key, primary] = [new Uint8Array(cbBuffer), new Uint8Array(cbBuffer)];
  const [cbKey, cbPrimary]: JetRef<number>[] = [{ value: 0 }, { value: 0 }];
  calls.make('JetGetSecondaryIndexBookmark', () =>
    JetGetSecondaryIndexBookmark(
      session.sesid,
      tableid,
      key,
      cbBuffer,
      cbKey!,
      primary,
      cbBuffer,
      cbPrimary!,
      0,
    ),
  );
  const found = { key: key.subarray(0, cbKey!.value), primary: primary.subarray(0, cbPrimary!.value) };
  out['key'] = hexOf(found.key);
  out['bm'] = hexOf(found.primary);
  const name = given.option('as');
  if (name === undefined) return;
  names.secondaryBookmarks.set(name, found);
  names.bookmarks.set(name, found.primary);
};

const gotosbm: Command = (run, words) => {
  const given = new Arguments(words, { options: ['grbit'] });
  const table = run.names.requireTable(given.take('table handle'));
  const name = given.take('bookmark');
  const found = run.names.secondaryBookmarks.get(name);
  if (found === undefined) throw new ScriptError(`no bookmark ${name}`);
  const { key, primary } = found;
  const { session, tableid } = table;
  run.calls.make('JetGotoSecondaryIndexBookmark', () =>
    JetGotoSecondaryIndexBookmark(
      session.sesid,
      tableid,
      key,
      key.length,
      primary,
      primary.length,
      given.grbit(),
    ),
  );
  showPlace(run, table);
};

const key: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { flags: ['copy'] });
  const table = names.requireTable(given.take('table handle'));
  const found = keyOf(table, given.has('copy') ? JET_bit.RetrieveCopy : 0);
  calls.note('JetRetrieveKey', found);
  calls.endOnError();
  out['key'] = hexOf(found.bytes);
};

const count: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { options: ['max'] });
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const records: JetRef<number> = { value: 0 };
  const most = given.number('max') ?? 0;
  calls.make('JetIndexRecordCount', () => JetIndexRecordCount(session.sesid, tableid, records, most));
  out['n'] = records.value;
};

const intersect: Command = (run: CommandRun, words) => {
  const tables = new Arguments(words).rest().map((name) => run.names.requireTable(name));
  const [first] = tables;
  if (first === undefined) throw new ScriptError('table handle is missing');
  const ranges = tables.map(({ tableid }) => ({ tableid, grbit: JET_bit.RecordInIndex }));
  const list: JetRef<JET_RECORDLIST | null> = { value: null };
  const code = returnCodeOf(() => JetIntersectIndexes(first.session.sesid, ranges, ranges.length, list, 0));
  run.calls.note('JetIntersectIndexes', code);
  run.calls.endOnError();
  run.out['n'] = list.value?.cRecord ?? 0;
  run.out['bms'] = (list.value?.bookmarks ?? []).map(hexOf);
};

export const bookmarkCommands: Readonly<Record<string, Command>> = {
  bm,
  gotobm,
  sbm,
  gotosbm,
  key,
  count,
  intersect,
};
