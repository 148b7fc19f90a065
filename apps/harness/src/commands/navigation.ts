import {
  JET_bit,
  JET_Move,
  JetMove,
  JetMakeKey,
  JetSetCurrentIndex2,
  JetSetCurrentIndex3,
  JetSetIndexRange,
} from '@esekit/jet';
import { rangeBits, seekBits } from '../definitions/bits';
import { bitsOf } from '../definitions/named-bits';
import type { Command } from '../run/command';
import { find, makeKey, seek as seekKey } from '../run/keys';
import { indexNameOf, keyOf, showPlace } from '../run/place';
import { limitOf, searchOf, searchOptions } from '../run/search-words';
import { Arguments } from '../script/arguments';
import { integerOf } from '../script/numbers';
import { bytesOfHex, hexOf } from '../values/literal';
import { ScriptError } from '../script/script-error';

const setindex: Command = (run, words) => {
  const given = new Arguments(words, { options: ['tag', 'grbit'], flags: ['nomove'] });
  const table = run.names.requireTable(given.take('table handle'));
  const index = given.take('index');
  const name = index === '-' ? null : index;
  const grbit = given.grbit({ nomove: JET_bit.NoMove });
  const tag = given.number('tag');
  const { session, tableid } = table;
  if (tag === undefined) {
    run.calls.make('JetSetCurrentIndex2', () => JetSetCurrentIndex2(session.sesid, tableid, name, grbit));
  } else {
    run.calls.make('JetSetCurrentIndex3', () =>
      JetSetCurrentIndex3(session.sesid, tableid, name, grbit, tag),
    );
  }
  run.out['index'] = indexNameOf(table);
  showPlace(run, table);
};

const makekey: Command = (run, words) => {
  const given = new Arguments(words, { options: ['limit'] });
  const table = run.names.requireTable(given.take('table handle'));
  makeKey(run.calls, table, given.rest(), limitOf(given));
  const key = keyOf(table, JET_bit.RetrieveCopy);
  if (key.rc < 0) run.out['keyrc'] = key.rc;
  else run.out['key'] = hexOf(key.bytes);
};

const rawkey: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const word = given.take('key');
  if (!word.startsWith('x:')) throw new ScriptError(`${word} is not x:HEX`);
  const key = bytesOfHex(word.slice(2));
  calls.make('JetMakeKey', () => JetMakeKey(session.sesid, tableid, key, key.length, JET_bit.NormalizedKey));
};

const jseek: Command = (run, words) => {
  const given = new Arguments(words);
  const table = run.names.requireTable(given.take('table handle'));
  seekKey(run.calls, table, bitsOf(given.take('mode'), seekBits));
  showPlace(run, table);
};

const seek: Command = (run, words) => {
  const given = new Arguments(words, { options: searchOptions });
  const table = run.names.requireTable(given.take('table handle'));
  find(run.calls, table, searchOf(given));
  showPlace(run, table);
};

const setrange: Command = (run, words) => {
  const given = new Arguments(words);
  const table = run.names.requireTable(given.take('table handle'));
  const grbit = bitsOf(given.takeOptional() ?? 'lower', rangeBits);
  const { session, tableid } = table;
  run.calls.make('JetSetIndexRange', () => JetSetIndexRange(session.sesid, tableid, grbit));
  showPlace(run, table);
};

const moves: Readonly<Record<string, number>> = {
  first: JET_Move.First,
  last: JET_Move.Last,
  next: JET_Move.Next,
  prev: JET_Move.Previous,
};

const move: Command = (run, words) => {
  const given = new Arguments(words, { options: ['grbit'], flags: ['ne'] });
  const table = run.names.requireTable(given.take('table handle'));
  const word = given.take('direction');
  const rows = moves[word] ?? integerOf(word);
  const { session, tableid } = table;
  const grbit = given.grbit({ ne: JET_bit.MoveKeyNE });
  run.calls.make('JetMove', () => JetMove(session.sesid, tableid, rows, grbit));
  showPlace(run, table);
};

const pos: Command = (run, words) => {
  showPlace(run, run.names.requireTable(new Arguments(words).take('table handle')));
};

export const navigationCommands: Readonly<Record<string, Command>> = {
  setindex,
  makekey,
  rawkey,
  jseek,
  seek,
  setrange,
  move,
  pos,
};
