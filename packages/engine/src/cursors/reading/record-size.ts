import { decompress } from '@esekit/core/compression';
import { noVariableColumns, recordHeaderSize, taggedHeader } from '../../records/record-layout';
import type { LongValueReader } from '../../long-values/long-value-reader';
import type { RecordView } from '../../records/record-view';
import type { CursorCore } from '../cursor-core';

/** Flags of JetGetRecordSize. */
export const recordSizeFlag = { inCopyBuffer: 0x1, runningTotal: 0x2, local: 0x4 } as const;

/** JET_RECSIZE2; sizes in bytes. What is compressed within the record is no compressed column here. */
export interface RecordSize {
  cbData: number;
  cbLongValueData: number;
  cbOverhead: number;
  cbLongValueOverhead: number;
  cNonTaggedColumns: number;
  cTaggedColumns: number;
  cLongValues: number;
  cMultiValues: number;
  cCompressedColumns: number;
  cbDataCompressed: number;
  cbLongValueDataCompressed: number;
}

/** What a node takes on its page besides key and data: its tag, and the size of its key. */
const cbNodeOverhead = 4 + 2;
/** What the engine counts for a chunk, whatever its key. */
const cbChunkOverhead = 11;
/** Data of the root of a long value, and what that node takes besides its key. */
const cbRootOverhead = 8 + cbNodeOverhead;

export function emptyRecordSize(): RecordSize {
  return {
    cbData: 0,
    cbLongValueData: 0,
    cbOverhead: 0,
    cbLongValueOverhead: 0,
    cNonTaggedColumns: 0,
    cTaggedColumns: 0,
    cLongValues: 0,
    cMultiValues: 0,
    cCompressedColumns: 0,
    cbDataCompressed: 0,
    cbLongValueDataCompressed: 0,
  };
}

/**
 * JetGetRecordSize2: what a record takes.
 *
 * @param total the sizes before, to which `runningTotal` adds
 * @throws JET_errNoCurrentRecord, JET_errRecordDeleted
 */
export function recordSize(core: CursorCore, grbit = 0, total = emptyRecordSize()): RecordSize {
  const size = (grbit & recordSizeFlag.runningTotal) !== 0 ? { ...total } : emptyRecordSize();
  const record = core.source.stableRecord((grbit & recordSizeFlag.inCopyBuffer) !== 0);
  const before = size.cbDataCompressed;
  addShortColumns(size, record);
  const longValues = (grbit & recordSizeFlag.local) === 0 ? core.longValueReader() : undefined;
  for (let n = 0; n < record.taggedCount; n++) addTagged(size, record, n, longValues);
  const cbKey = core.hasRecord ? core.bookmark().length : 0;
  const cbRecord = record.end - record.start;
  size.cbOverhead += cbRecord - (size.cbDataCompressed - before) + cbNodeOverhead + cbKey;
  return size;
}

/** Fixed and variable columns up to the last one that the record has, NULL or not. */
function addShortColumns(size: RecordSize, record: RecordView): void {
  const { bytes, start, fidFixedLast, fidVarLast } = record;
  const ibEndOfFixed = bytes[start + 2]! | (bytes[start + 3]! << 8);
  const cbFixed = ibEndOfFixed - recordHeaderSize - ((fidFixedLast + 7) >> 3);
  let cbVariable = 0;
  for (let fid = noVariableColumns + 1; fid <= fidVarLast; fid++) {
    if (record.findVariable(fid) === 'value') cbVariable += record.valueLength;
  }
  size.cNonTaggedColumns += fidFixedLast + (fidVarLast - noVariableColumns);
  size.cbData += cbFixed + cbVariable;
  size.cbDataCompressed += cbFixed + cbVariable;
}

function addTagged(
  size: RecordSize,
  record: RecordView,
  n: number,
  longValues: LongValueReader | undefined,
): void {
  size.cTaggedColumns++;
  const isValue = record.taggedAt(n) === 'value';
  // The header byte that every value has on large pages counts where there would be one on small pages too.
  if (record.isLargePage && (!isValue || record.valueFlags === 0)) size.cbOverhead--;
  if (!isValue) return;
  const { instanceCount } = record;
  size.cMultiValues += instanceCount - 1;
  for (let itag = 1; itag <= instanceCount; itag++) {
    record.findInstance(itag);
    const { bytes, instanceStart, instanceLength, instanceFlags } = record;
    const isSeparated = (instanceFlags & taggedHeader.separated) !== 0;
    if (!isSeparated) {
      size.cbDataCompressed += instanceLength;
      size.cbData += (instanceFlags & taggedHeader.compressed) === 0 ? instanceLength : plainLength(record);
      continue;
    }
    size.cLongValues++;
    const lid = bytes.slice(instanceStart, instanceStart + instanceLength);
    if (longValues !== undefined) addLongValue(size, lid, longValues);
  }
}

function plainLength({ bytes, instanceStart, instanceLength }: RecordView): number {
  const value = decompress(bytes.subarray(instanceStart, instanceStart + instanceLength));
  return value.kind === 'data' ? value.bytes.length : instanceLength;
}

function addLongValue(size: RecordSize, lid: Uint8Array, longValues: LongValueReader): void {
  const { size: cb } = longValues.root(lid);
  const cbStored = longValues.storedSize(lid, cb);
  size.cbLongValueData += cb;
  size.cbLongValueDataCompressed += cbStored;
  if (cbStored < cb) size.cCompressedColumns++;
  const chunks = Math.ceil(cb / longValues.chunkSize);
  size.cbLongValueOverhead += cbRootOverhead + lid.length + chunks * cbChunkOverhead;
}
