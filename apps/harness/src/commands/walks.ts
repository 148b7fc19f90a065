import { JET_bit, JET_Move, JetMove, JetSetIndexRange } from '@esekit/jet';
import { seekBits } from '../definitions/bits';
import { bitsOf } from '../definitions/named-bits';
import { returnCodeOf } from '../run/call-record';
import type { Command, CommandRun } from '../run/command';
import { makeKey, seek, selectIndex } from '../run/keys';
import type { TableName } from '../run/names';
import { limitOf } from '../run/search-words';
import { walk, walkNothing, walkOf, walkSyntax } from '../run/walk';
import { Arguments } from '../script/arguments';

const noCurrentRecord = -1603;

const scan: Command = (run, words) => {
  const given = new Arguments(words, walkSyntax);
  const table = run.names.requireTable(given.take('table handle'));
  const index = given.take('index');
  if (table.temporary === undefined) selectIndex(run.calls, table, index);
  const steps = walkOf(run, table, given);
  const { session, tableid } = table;
  const rows = steps.isBack ? JET_Move.Last : JET_Move.First;
  const moved = returnCodeOf(() => JetMove(session.sesid, tableid, rows, 0));
  if (moved.rc === noCurrentRecord) {
    walkNothing(run, moved.rc);
    return;
  }
  run.calls.note('JetMove', moved);
  run.calls.endOnError();
  walk(run, table, steps, true);
};

const walkCommand: Command = (run, words) => {
  const given = new Arguments(words, { ...walkSyntax, flags: [...walkSyntax.flags, 'here'] });
  const table = run.names.requireTable(given.take('table handle'));
  walk(run, table, walkOf(run, table, given), given.has('here'));
};

/** What a search backwards turns a mode into. */
const backwards: Readonly<Record<string, string>> = { ge: 'le', gt: 'lt' };

interface Ends {
  readonly start: readonly string[];
  readonly end: readonly string[];
  readonly mode: number;
  /** Bits for the last segment of the two keys. */
  readonly startLimit: number;
  readonly endLimit: number;
  readonly rangeBits: number;
}

/** Backwards the ends change places, and the limit is of the key that is sought. */
function endsOf(given: Arguments): Ends {
  const [low, high] = [given.restToBar(), given.rest()];
  const limit = limitOf(given);
  const mode = given.option('mode') ?? 'ge';
  const inclusive = given.has('excl') ? 0 : JET_bit.RangeInclusive;
  if (given.has('back')) {
    const backMode = bitsOf(backwards[mode] ?? mode, seekBits);
    return { start: high, end: low, mode: backMode, startLimit: limit, endLimit: 0, rangeBits: inclusive };
  }
  const rangeBits = inclusive | JET_bit.RangeUpperLimit;
  return { start: low, end: high, mode: bitsOf(mode, seekBits), startLimit: 0, endLimit: limit, rangeBits };
}

const rangescan: Command = (run, words) => {
  const given = new Arguments(words, {
    options: [...walkSyntax.options, 'mode', 'limit'],
    flags: [...walkSyntax.flags, 'excl'],
  });
  const table = run.names.requireTable(given.take('table handle'));
  const index = given.take('index');
  const ends = endsOf(given);
  if (table.temporary === undefined) selectIndex(run.calls, table, index);
  const steps = walkOf(run, table, given);
  placeAtStart(run, table, ends, steps.isBack);
  if (ends.end.length > 0) {
    makeKey(run.calls, table, ends.end, ends.endLimit);
    const { session, tableid } = table;
    run.calls.make('JetSetIndexRange', () => JetSetIndexRange(session.sesid, tableid, ends.rangeBits));
  }
  walk(run, table, steps, true);
};

function placeAtStart({ calls }: CommandRun, table: TableName, ends: Ends, isBack: boolean): void {
  const { session, tableid } = table;
  if (ends.start.length > 0) {
    makeKey(calls, table, ends.start, ends.startLimit);
    seek(calls, table, ends.mode);
  } else {
    const rows = isBack ? JET_Move.Last : JET_Move.First;
    calls.make('JetMove', () => JetMove(session.sesid, tableid, rows, 0));
  }
}

export const walkCommands: Readonly<Record<string, Command>> = { scan, walk: walkCommand, rangescan };
