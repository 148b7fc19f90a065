import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, temporaryFolder, unpackEngineArchive } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  openDatabase,
  RecordBuilder,
  RecordShape,
  setFlag,
  type ColumnPlan,
  type RecordView,
} from '../../../src/index';
import { hexOf } from '../hex';

/** The fixed and variable part of records that an application inserted, begun with the default record (11 §5). */

function valueOf(stored: RecordView, plan: ColumnPlan): Uint8Array | undefined {
  const state =
    plan.kind === 'fixed'
      ? stored.findFixed(plan.fid, plan.offset, plan.size)
      : stored.findVariable(plan.fid);
  return state === 'value'
    ? stored.bytes.slice(stored.valueStart, stored.valueStart + stored.valueLength)
    : undefined;
}

describeCorpus('records that the engine inserted into a table with defaults', () => {
  const folder = temporaryFolder();

  it.each(['clean-types-4k', 'clean-types-8k', 'clean-types-32k'])('%s', (archive) => {
    const path = join(unpackEngineArchive(archive, folder), 'files', 'a.edb');
    const database = openDatabase(createNodeFileSystem(), path);
    const table = database.table('AllTypes');
    const shape = new RecordShape(table.schema, { pageSize: database.source.pageSize });
    const builder = new RecordBuilder(shape);
    const reader = table.reader();
    const cursor = table.cursor();
    let records = 0;
    while (cursor.next()) {
      const stored = reader.read(cursor);
      builder.beginInsert();
      for (const plan of shape.byFid) {
        if (!plan) continue;
        const value = valueOf(stored, plan);
        // The application sets what it has a value for; defaults are there already.
        if (value !== undefined) builder.setBytes(plan, value, { grbit: setFlag.zeroLength });
        else if (plan.hasDefault) builder.setBytes(plan, undefined);
      }
      const built = builder.finish();
      const head = stored.bytes.slice(stored.start, stored.start + built.length);
      fillNulls(head, stored, shape);
      expect(hexOf(built)).toBe(hexOf(head));
      records++;
    }
    expect(records).toBeGreaterThan(30);
    database.close();
  });
});

/** What a column had before it became NULL cannot be known. */
function fillNulls(head: Uint8Array, stored: RecordView, shape: RecordShape): void {
  for (const plan of shape.byFid) {
    if (plan?.kind !== 'fixed' || valueOf(stored, plan) !== undefined || plan.hasDefault) continue;
    head.fill(0x2a, plan.offset, plan.offset + plan.size);
  }
}
