import { createHash } from 'node:crypto';
import { JET_bit, JET_Move, JetMove } from '@esekit/jet';
import { formatJson, JsonText } from '../output/json-format';
import type { Arguments } from '../script/arguments';
import { returnCodeOf } from './call-record';
import { listColumns, lookUpColumn, type TableColumn } from './columns';
import type { CommandRun } from './command';
import type { TableName } from './names';
import { placeOf } from './place';
import { recordJson } from './values';

/** Options and flags of the commands that walk. */
export const walkSyntax = { options: ['max', 'cols'], flags: ['back', 'ne', 'rows'] } as const;

export interface Walk {
  /** Entries that are shown. */
  readonly max: number;
  readonly isBack: boolean;
  readonly grbit: number;
  /** Whose values are added; `undefined`: none. */
  readonly columns: readonly TableColumn[] | undefined;
}

const maxDefault = 50;

export function walkOf({ calls }: CommandRun, table: TableName, given: Arguments): Walk {
  const cols = given.option('cols');
  const columns = given.has('rows')
    ? listColumns(calls, table)
    : cols?.split(',').map((name) => lookUpColumn(calls, table, name));
  return {
    max: given.number('max') ?? maxDefault,
    isBack: given.has('back'),
    grbit: given.has('ne') ? JET_bit.MoveKeyNE : 0,
    columns,
  };
}

/** Entries from the current one, or from the one behind it, to the end; what ended it does not count. */
export function walk({ out }: CommandRun, table: TableName, steps: Walk, isHere: boolean): void {
  const entries: JsonText[] = [];
  const digest = createHash('sha256');
  let n = 0;
  let end = isHere ? 0 : step(table, steps);
  while (end >= 0) {
    const entry = entryText(table, steps);
    digest.update(`${entry}\n`);
    if (n++ < steps.max) entries.push(new JsonText(entry));
    end = step(table, steps);
  }
  out['n'] = n;
  out['e'] = entries;
  if (n > steps.max) out['sha256'] = digest.digest('hex');
  out['end'] = end;
}

/** What a walk that cannot begin gives. */
export function walkNothing({ out }: CommandRun, end: number): void {
  out['n'] = 0;
  out['e'] = [];
  out['end'] = end;
}

function step({ session, tableid }: TableName, { isBack, grbit }: Walk): number {
  const rows = isBack ? JET_Move.Previous : JET_Move.Next;
  return returnCodeOf(() => JetMove(session.sesid, tableid, rows, grbit)).rc;
}

/** A column that was asked for twice is there twice: that counts for the digest. */
function recordText(table: TableName, columns: readonly TableColumn[]): JsonText {
  const members = columns.map((column) => formatJson(recordJson(table, [column])).slice(1, -1));
  return new JsonText(`{${members.filter((member) => member !== '').join(',')}}`);
}

function entryText(table: TableName, { columns }: Walk): string {
  const { bm, key } = placeOf(table);
  if (columns !== undefined) return formatJson([bm, key ?? null, recordText(table, columns)]);
  return formatJson(key === undefined ? [bm] : [bm, key]);
}
