import { JetError } from '@esekit/core';
import type { CopyBuffer } from './copy-buffer';
import type { IndexPlan } from './index-plan';
import type { PostOptions } from './insert-record';
import { lockOriginal } from './original-record';
import { isEqual } from './record-keys';
import type { TablePlan } from './table-plan';
import { asDeleted, type WriteContext } from './write-context';

const what = 'replace a record';
const none: readonly IndexPlan[] = [];

/**
 * JetUpdate of a changed record (14 §3.2), within a level of its own. Only indexes of which a column was set are
 * looked at. The version column counts as set, so that an index over it stays right: the rule that 14 §3.2 chooses
 * where the engine's own leaves the index stale.
 */
export function replaceRecord(context: WriteContext, buffer: CopyBuffer, { isStrict }: PostOptions): void {
  const { table, session } = context.host;
  const { builder, originalKey: key } = buffer;
  lockOriginal(context, buffer, what);
  if (!builder.hasChanged) return;
  const plan = context.plan(builder.shape);
  const record = buffer.complete();
  const touched = touchedIndexes(plan, buffer);
  if (touched.length > 0) context.buildBefore(context.readStored(key, what), touched);
  const { primary } = plan;
  const mayMove = primary?.isTouched(builder, builder.shape.version) === true;
  context.buildAfter(record, touched, mayMove ? primary : undefined);
  if (mayMove && !isEqual(primary.primaryKey(), key)) {
    throw new JetError('JET_errRecordPrimaryChanged', what, {
      hint: 'Prepare the update with JET_prepInsertCopyDeleteOriginal to change the primary key.',
    });
  }
  for (let i = 0; i < touched.length; i++) touched[i]!.checkAfter();
  for (let i = 0; i < touched.length; i++) touched[i]!.replaceAll(session.session, key, isStrict);
  asDeleted(what, () => {
    table.tree.replace(session.session, key, record);
  });
}

function touchedIndexes({ secondary }: TablePlan, { builder }: CopyBuffer): readonly IndexPlan[] {
  const { version } = builder.shape;
  let touched: IndexPlan[] | undefined;
  for (let i = 0; i < secondary.length; i++) {
    const index = secondary[i]!;
    if (index.isTouched(builder, version)) (touched ??= []).push(index);
  }
  return touched ?? none;
}
