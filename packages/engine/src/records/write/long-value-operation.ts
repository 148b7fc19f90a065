import { JetError } from '@esekit/core';
import { setFlag } from './set-flags';

/** What a JetSetColumn does to a long value (12 §3.1). */
export type LongValueOperation =
  | 'nothing'
  | 'setNull'
  /** The given bytes become the whole value. */
  | 'whole'
  /** The given number of zero bytes does. */
  | 'zeros'
  | 'append'
  /** From ibLongValue on; what lies behind stays. */
  | 'overwrite'
  /** From ibLongValue on; what lies behind goes. */
  | 'overwriteAndCut'
  | 'resize';

const { appendLV, overwriteLV, sizeLV, zeroLength } = setFlag;

/**
 * The row and column of the table in 12 §3.1.
 *
 * @param exists the instance is there and is not NULL
 * @throws JET_errColumnNoChunk for writing behind the end of what is not there
 */
export function longValueOperation(
  grbit: number,
  cbData: number,
  ibLongValue: number,
  exists: boolean,
): LongValueOperation {
  const hasData = cbData > 0;
  switch (grbit & (appendLV | overwriteLV | sizeLV | zeroLength)) {
    case appendLV:
      if (!exists) return 'whole';
      return hasData ? 'append' : 'nothing';
    case overwriteLV:
      if (!exists) return atStart(ibLongValue);
      return hasData ? 'overwrite' : 'nothing';
    case overwriteLV | sizeLV:
      if (!hasData) return 'setNull';
      return exists ? 'overwriteAndCut' : atStart(ibLongValue);
    case sizeLV:
      if (!hasData) return 'setNull';
      return exists ? 'resize' : 'zeros';
    case sizeLV | zeroLength:
      if (!hasData) return 'whole';
      return exists ? 'resize' : 'zeros';
    case zeroLength:
      return 'whole';
    default:
      return hasData ? 'whole' : 'setNull';
  }
}

function atStart(ibLongValue: number): 'whole' {
  if (ibLongValue === 0) return 'whole';
  throw new JetError(
    'JET_errColumnNoChunk',
    `write at byte ${ibLongValue} of a long value that is not there`,
  );
}

/** Size of the value afterwards, when it had `size` bytes. */
export function sizeAfter(
  operation: LongValueOperation,
  size: number,
  cbData: number,
  ibLongValue: number,
): number {
  switch (operation) {
    case 'nothing':
      return size;
    case 'setNull':
      return 0;
    case 'append':
      return size + cbData;
    case 'overwrite':
      return Math.max(size, ibLongValue + cbData);
    case 'overwriteAndCut':
      return ibLongValue + cbData;
    default:
      return cbData;
  }
}

/**
 * The whole value after the operation; the given bytes themselves where they are it.
 *
 * @throws JET_errColumnNoChunk when an overwrite begins behind the end
 */
export function valueAfter(
  operation: LongValueOperation,
  old: Uint8Array,
  data: Uint8Array,
  cbData: number,
  ibLongValue: number,
): Uint8Array {
  if (operation === 'whole') return data;
  const value = new Uint8Array(sizeAfter(operation, old.length, cbData, ibLongValue));
  if (operation !== 'zeros') value.set(old.subarray(0, value.length));
  if (operation === 'append') value.set(data, old.length);
  if (operation === 'overwrite' || operation === 'overwriteAndCut') {
    checkOverwrite(ibLongValue, old.length);
    value.set(data, ibLongValue);
  }
  return value;
}

/** @throws JET_errColumnNoChunk when an overwrite begins behind the end */
export function checkOverwrite(ibLongValue: number, size: number): void {
  if (ibLongValue <= size) return;
  throw new JetError('JET_errColumnNoChunk', `write at byte ${ibLongValue} of a long value of ${size}`);
}
