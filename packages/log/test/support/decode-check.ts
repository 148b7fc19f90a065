import { formatLgpos } from '@esekit/core';
import {
  decodeRecord,
  encoderOf,
  recordBytes,
  type DecodableTypeName,
  type LogRecord,
} from '../../src/index';
import { dumpText } from './dump-text';

const encoders = new Map<string, (fields: never) => Uint8Array>();

/**
 * What is wrong with our reading of a record: it has to be written again byte by byte from its decoded
 * fields, and what the engine's dump says of it has to be what we read.
 *
 * @param line the dump's line behind the name of the record
 */
export function decodeProblem(record: LogRecord, line: string | undefined): string | undefined {
  const decoded = decodeRecord(record);
  const name = decoded.type as DecodableTypeName;
  const encode = encoders.get(name) ?? (encoderOf(name) as (fields: never) => Uint8Array);
  encoders.set(name, encode);
  const place = `${name} at ${formatLgpos(decoded.lgpos)}`;
  if (Buffer.compare(encode(decoded.fields as never), recordBytes(record)) !== 0) {
    return `${place} is not written as it is read`;
  }
  const text = line === undefined ? undefined : dumpText(decoded);
  if (text === undefined || line!.startsWith(text)) return undefined;
  return `${place}: ours  ${text}\n${place}: dump  ${line}`;
}
