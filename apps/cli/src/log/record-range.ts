import { compareLgpos, lgposMax, lgposMin, parseLgpos, type Lgpos } from '@esekit/core';
import type { Command } from 'commander';

/** From which record to which, both included. */
export interface RecordRange {
  readonly from: Lgpos;
  readonly to: Lgpos;
}

/** The range that `--from` and `--to` give; what is no position ends the command. */
export function rangeOf(
  command: Command,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): RecordRange {
  const range = {
    from: from === undefined ? lgposMin : positionOf(command, '--from', from, lgposMin),
    to: to === undefined ? lgposMax : positionOf(command, '--to', to, lgposMax),
  };
  if (compareLgpos(range.from, range.to) > 0) command.error('error: --from lies behind --to');
  return range;
}

/** A generation alone stands for its first or its last position. */
function positionOf(command: Command, option: string, text: string, edge: Lgpos): Lgpos {
  const lgpos = parseLgpos(text);
  if (lgpos !== undefined) return lgpos;
  const lGeneration = /^(0x)?[0-9a-f]{1,8}$/i.test(text) ? parseInt(text, 16) : Number.NaN;
  if (lGeneration >= 1 && lGeneration <= lgposMax.lGeneration) return { ...edge, lGeneration };
  return command.error(`error: ${option} ${text}: neither gen:sector:offset nor a generation, both in hex`);
}
