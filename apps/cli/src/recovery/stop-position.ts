import { logTimeFromDate, parseLgpos } from '@esekit/core';
import type { RecoveryStop } from '@esekit/log/recovery';

const generationMost = 0x7fffffff;
const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Where to stop, as the command line says it: `generation:sector:offset` or a generation alone, both in hex,
 * or a time in ISO 8601, of UTC unless it names a zone.
 *
 * @returns `undefined` for anything else
 */
export function parseStop(text: string): RecoveryStop | undefined {
  const lgpos = parseLgpos(text);
  if (lgpos !== undefined) return { lgpos };
  if (/^(0x)?[0-9a-f]{1,8}$/i.test(text)) {
    const lGeneration = parseInt(text, 16);
    return lGeneration >= 1 && lGeneration <= generationMost ? { lGeneration } : undefined;
  }
  if (!isoTime.test(text)) return undefined;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) && text.includes('T');
  const date = new Date(hasZone || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1900
    ? undefined
    : { time: logTimeFromDate(date) };
}
