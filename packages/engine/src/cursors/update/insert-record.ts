import { JetError } from '@esekit/core';
import type { CopyBuffer } from './copy-buffer';
import { isNamed } from './index-plan';
import { lockOriginal } from './original-record';
import { isEqual } from './record-keys';
import type { TablePlan } from './table-plan';
import type { WriteContext } from './write-context';

/** How a record is posted. */
export interface PostOptions {
  /** Bytes that the caller has for the bookmark. */
  readonly bookmarkBytesMost: number;
  /** Indexes that are unique on demand are unique now. */
  readonly isStrict: boolean;
}

const what = 'move a record';

/**
 * JetUpdate of a new record (14 §3.1), within a level of its own. All keys are built before anything is changed:
 * a text whose sort key is not known for certain is refused while the database is as it was (13 §7).
 *
 * @returns its bookmark
 */
export function insertRecord(context: WriteContext, buffer: CopyBuffer, options: PostOptions): Uint8Array {
  if (!buffer.movesOriginal) return insert(context, buffer, options);
  lockOriginal(context, buffer, what);
  try {
    return insert(context, buffer, options);
  } catch (error) {
    // After the refusal of a text the caller sets another one and tries again; after any other failure the
    // engine's update is an ordinary insert of a copy from then on (F-26).
    if (!isNamed(error, 'JET_errUnicodeNormalizationNotSupported')) buffer.keepOriginal();
    throw error;
  }
}

function insert(context: WriteContext, buffer: CopyBuffer, options: PostOptions): Uint8Array {
  const { table, session } = context.host;
  const plan = context.plan(buffer.builder.shape);
  const { primary, secondary } = plan;
  const record = buffer.complete();
  context.buildAfter(record, secondary, primary);
  const key = primary === undefined ? dbkBytes(table.counters.nextDbk()) : primary.primaryKey();
  checkKeys(context, plan, key, buffer);
  if (buffer.movesOriginal) deleteOriginal(context, buffer, plan);
  else if (buffer.sharesLate) shareWithOriginal(context, buffer);
  if (key.length > options.bookmarkBytesMost) {
    throw new JetError('JET_errBufferTooSmall', `a bookmark of ${key.length} bytes`);
  }
  table.tree.insert(session.session, key, record);
  for (let i = 0; i < secondary.length; i++) {
    secondary[i]!.insertAll(session.session, key, options.isStrict);
  }
  return key.slice();
}

/**
 * A key that an index does not allow is told of while nothing is changed; but where the record's own key is taken,
 * by anybody and whether that is seen or not, that is what the caller hears of (14 §3.1). The original that is to
 * be moved does not count.
 */
function checkKeys(
  { host }: WriteContext,
  { primary, secondary }: TablePlan,
  key: Uint8Array,
  { movesOriginal, originalKey }: CopyBuffer,
): void {
  try {
    for (let i = 0; i < secondary.length; i++) secondary[i]!.checkAfter();
  } catch (error) {
    const replacesItself = movesOriginal && isEqual(key, originalKey);
    if (primary !== undefined && !replacesItself) host.table.tree.checkInsert(host.session.session, key);
    throw error;
  }
}

/** Its entries and the record itself; its long values belong to the copy now. */
function deleteOriginal(context: WriteContext, { originalKey }: CopyBuffer, { secondary }: TablePlan): void {
  const { session } = context.host.session;
  context.buildBefore(context.readStored(originalKey, what), secondary);
  for (const index of secondary) index.deleteAll(session, originalKey);
  context.deleteNode(originalKey, what);
}

/** The original has stayed, and so have its references to long values that were to be handed over. */
function shareWithOriginal(context: WriteContext, { originalKey }: CopyBuffer): void {
  const record = context.host.findRecord(originalKey)?.slice();
  if (record === undefined) return;
  context.visitLids(record, (lid) => {
    context.host.longValueStore().addReference(lid);
  });
}

/** Keys of a table without primary index (13 §1). */
function dbkBytes(dbk: number): Uint8Array {
  return Uint8Array.of(dbk >>> 24, dbk >>> 16, dbk >>> 8, dbk);
}
