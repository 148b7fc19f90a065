import { TreeCursor, Tree } from '@esekit/btree';
import { decompress, schemeShift } from '@esekit/core/compression';
import { UndecodedValue, type Table } from '../src/index';
import { taggedHeader } from '../src/records/record-layout';
import type { RecordView, ValueFinder } from '../src/index';
import type { Random } from '@esekit/testkit';
import { schemeNames, type Observer } from './observer';
import { walk, type StepLimit } from './step-limit';

/** Tagged columns of records one by one, as a dump of raw records reads them: those of no column too. */
export function exerciseRecords(table: Table, observer: Observer, limit: StepLimit, most: number): void {
  const cursor = table.cursor(observer.onLoss);
  const reader = table.reader();
  observer.attempt(`records of ${table.name}`, () => {
    for (let count = 0; count < most && cursor.next(); count++) {
      limit.step();
      const record = reader.read(cursor);
      for (let n = 0; n < record.taggedCount; n++) {
        observer.attempt(`tagged column ${n}`, () =>
          exerciseTagged(record, reader.finder, n, observer, limit),
        );
      }
      for (const column of table.schema.columns) {
        if (column.defaultValue && column.kind !== 'tagged' && column.fid > record.fidVarLast) {
          if (reader.finder.find(record, column, 1) === 'value') observer.ran('default value');
        }
      }
    }
  });
}

function exerciseTagged(
  record: RecordView,
  finder: ValueFinder,
  n: number,
  observer: Observer,
  limit: StepLimit,
): void {
  if (record.taggedAt(n) !== 'value') return;
  const count = record.instanceCount;
  if (count > 1)
    observer.ran((record.valueFlags & taggedHeader.twoValues) !== 0 ? 'two values' : 'multi-values');
  for (let itag = 1; itag <= count; itag++) {
    limit.step();
    record.findInstance(itag);
    const { bytes, instanceStart, instanceLength, instanceFlags } = record;
    const others = taggedHeader.separated | taggedHeader.encrypted;
    if ((instanceFlags & (taggedHeader.compressed | others)) === taggedHeader.compressed) {
      const stored = bytes.slice(instanceStart, instanceStart + instanceLength);
      decompress(stored);
      observer.ran(`scheme ${schemeNames[stored[0]! >> schemeShift] ?? 'unknown'}`);
    }
    if (!(finder.resolve(record) instanceof UndecodedValue)) continue;
    if ((instanceFlags & taggedHeader.encrypted) !== 0) observer.ran('encrypted value');
  }
}

/** Every long value that the tree has a key for, as a whole and as a stream, with no record asking for it. */
export function exerciseLongValues(table: Table, observer: Observer, limit: StepLimit, random: Random): void {
  const reader = table.longValues();
  const { longValues } = table.schema;
  if (!reader || !longValues) return;
  const { source } = table.tree;
  const cursor = new TreeCursor(new Tree({ source, ...longValues }), { onLoss: observer.onLoss });
  const lids: Uint8Array[] = [];
  observer.attempt(`long values of ${table.name}`, () => {
    while (cursor.next()) {
      limit.step();
      if (cursor.cbKey === 4 || cursor.cbKey === 8) lids.push(cursor.key().reverse());
    }
  });
  // Now and then a LID is looked for that the tree does not have.
  if (random.below(16) === 0) lids.push(random.fill(new Uint8Array(random.pick([4, 8]))));
  for (const lid of pickSome(random, lids)) {
    observer.attempt('long value', () => {
      limit.step();
      const isEncrypted = reader.root(lid).isEncrypted;
      reader.read(lid);
      observer.ran(isEncrypted ? 'encrypted long value' : 'long value');
    });
    observer.attempt('long value stream', () => {
      walk(reader.stream(lid), limit);
      observer.ran('long value stream');
    });
  }
}

const longValuesMost = 12;

/** The values are read by way of the rows too, so some of them will do. */
function pickSome(random: Random, lids: readonly Uint8Array[]): Uint8Array[] {
  if (lids.length <= longValuesMost) return [...lids];
  return Array.from({ length: longValuesMost }, () => random.pick(lids));
}
