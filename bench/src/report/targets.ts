import { spreadMost, statistics } from '../measure/statistics';
import type { Series } from '../measure/rounds';
import type { Row, Table, Target, Verdict } from './result';

/** @param counted what the contenders go through, when it is not bytes */
export function tableOf(title: string, series: readonly Series[], counted?: string): Table {
  const rows = series.map(timeRow);
  return counted === undefined ? { title, rows } : { title, counted, rows };
}

function timeRow({ name, bytes, seconds }: Series): Row {
  return { name, unit: 'seconds', values: seconds, volume: bytes, ...statistics(seconds) };
}

export function memoryRow(name: string, volume: number, values: readonly number[]): Row {
  return { name, unit: 'bytes', values, volume, ...statistics(values) };
}

/** Bytes per second at the median. */
export function rate(row: Row): number {
  return row.volume / row.median;
}

/** The row with this name; `undefined` when it was not measured. */
export function rowOf(table: Table, name: string): Row | undefined {
  return table.rows.find((row) => row.name === name);
}

/** The subject's rate has to be at least `required` times that of the fastest of the peers. */
export function ratioTarget(
  text: string,
  required: number,
  subject: Row | undefined,
  ...peers: readonly (Row | undefined)[]
): Target {
  const wanted = `>= ${required} x`;
  const peer = fastest(peers);
  if (!subject || !peer) return notMeasured(text, wanted);
  const measured = rate(subject) / rate(peer);
  const verdict = judge(measured >= required, subject, peer);
  return { text, required: wanted, measured: `${measured.toFixed(2)} x`, verdict };
}

/** The same ratio with nothing required of it: it explains a target beside it. */
export function ratio(text: string, subject: Row | undefined, peer: Row | undefined): Target {
  const { verdict, ...target } = ratioTarget(text, 0, subject, peer);
  return { ...target, required: '-', verdict: verdict === 'met' ? 'none' : verdict };
}

function fastest(rows: readonly (Row | undefined)[]): Row | undefined {
  return rows.reduce((best, row) => (!best || (row && rate(row) > rate(best)) ? row : best), undefined);
}

/** The subject's rate has to be above a figure from elsewhere, in MB/s. */
export function rateTarget(text: string, above: number, subject: Row | undefined): Target {
  const wanted = `> ${above} MB/s`;
  if (!subject) return notMeasured(text, wanted);
  const measured = rate(subject) / 1e6;
  return {
    text,
    required: wanted,
    measured: `${measured.toFixed(0)} MB/s`,
    verdict: judge(measured > above, subject),
  };
}

/** The subject may take at most `most` times as long as the peer. */
export function timeTarget(
  text: string,
  most: number,
  subject: Row | undefined,
  peer: Row | undefined,
): Target {
  const wanted = `<= ${most} x the time`;
  if (!subject || !peer) return notMeasured(text, wanted);
  const measured = subject.median / peer.median;
  const verdict = judge(measured <= most, subject, peer);
  return { text, required: wanted, measured: `${measured.toFixed(2)} x`, verdict };
}

const mebibyte = 1 << 20;

export function memoryTarget(text: string, mostMebibytes: number, row: Row): Target {
  const measured = row.median / mebibyte;
  return {
    text,
    required: `<= ${mostMebibytes} MiB`,
    measured: `${measured.toFixed(1)} MiB`,
    verdict: judge(measured <= mostMebibytes, row),
  };
}

export function growthTarget(text: string, most: number, small: Row, large: Row): Target {
  const growth = large.median / small.median - 1;
  return {
    text,
    required: `<= ${100 * most} %`,
    measured: `${(100 * growth).toFixed(1)} %`,
    verdict: judge(growth <= most, small, large),
  };
}

export function notMeasured(text: string, required: string): Target {
  return { text, required, measured: '-', verdict: 'notMeasured' };
}

function judge(holds: boolean, ...rows: readonly Row[]): Verdict {
  if (rows.some((row) => row.spread > spreadMost)) return 'refused';
  return holds ? 'met' : 'missed';
}
