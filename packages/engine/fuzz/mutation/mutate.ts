import { JetError } from '@esekit/core';
import { stampPageChecksum, stampXorChecksum } from '@esekit/pages';
import { weightedGroups } from './mutators';
import type { Target } from './mutation';

const mutationsMost = 6;

/** Bases may lack what a mutator is for, so there are more tries than mutations. */
const triesPerMutation = 4;

/** Damages a database in one to six places and makes most checksums good again; the names of what was done. */
export function mutate(target: Target): string[] {
  const { random } = target;
  const names: string[] = [];
  // Most cases stay in one layer: damage above it would only hide what is below.
  const theme = random.below(4) > 0 ? random.pick(weightedGroups) : undefined;
  const wanted = 1 + random.below(mutationsMost);
  for (let tries = wanted * triesPerMutation; tries > 0 && names.length < wanted; tries--) {
    const mutator = random.pick(theme ?? random.pick(weightedGroups));
    if (isApplied(() => mutator.apply(target))) names.push(mutator.name);
  }
  stamp(target);
  return names;
}

/** Mutators rely on the page being sound, and an earlier mutation may have ended that. */
function isApplied(apply: () => boolean): boolean {
  try {
    return apply();
  } catch (error) {
    if (JetError.isInstance(error)) return false;
    throw error;
  }
}

/**
 * Checksums are made good in most cases, because nothing behind them is ever reached otherwise. In a few
 * they stay wrong, and in a few more one bit is flipped afterwards, which the reader corrects.
 */
function stamp({ random, file, headers }: Target): void {
  const fate = random.below(20);
  if (fate === 0) return;
  for (const index of file.changed) {
    const bytes = file.block(index);
    if (index < 2) {
      if (headers.has(index)) stampXorChecksum(bytes);
      continue;
    }
    stampPageChecksum(bytes, index - 1);
    if (fate === 1) bytes[16 + random.below(bytes.length - 16)]! ^= 1 << random.below(8);
  }
}
