import { mutatorNames } from './mutation/mutators';
import { decoderNames } from './observer';
import type { Tally } from './tally';

/** With fewer cases than this, a rare decoder may honestly not have come up. */
export const casesForCoverage = 20_000;

/** Mutators and decoders that never ran: a campaign that missed them proves less than it seems to. */
export function neverRan({ mutators, decoders }: Tally): string[] {
  return [
    ...mutatorNames.filter((name) => !(name in mutators)).map((name) => `mutator ${name}`),
    ...decoderNames.filter((name) => !(name in decoders)).map((name) => `decoder ${name}`),
  ];
}

/** The numbers of a campaign as text. */
export function report(tally: Tally): string {
  const lines = [
    `${tally.cases} cases: ${tally.quiet} read without a word, ${tally.withLosses} with reported losses`,
    `most steps ${tally.stepsMost}, longest case ${Math.round(tally.millisecondsMost)} ms, ` +
      `most buffers left behind ${(tally.bytesMost / 2 ** 20).toFixed(1)} MiB`,
    table('cases by error', tally.errors),
    table('losses by error', tally.losses),
    table('mutations', tally.mutators),
    table('decoders', tally.decoders),
  ];
  return lines.join('\n');
}

function table(title: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  return [`${title}:`, ...rows.map(([name, times]) => `  ${String(times).padStart(9)} ${name}`)].join('\n');
}
