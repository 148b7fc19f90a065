import { formatLgpos, type Lgpos } from '@esekit/core';
import { recordTypeName, type LogRecord } from '@esekit/log';
import { alignedTable } from '../output/aligned';
import type { Style } from '../output/style';
import { count, formatBytes } from '../output/text';

interface TypeCount {
  records: number;
  bytes: number;
}

/** Counts records by type. */
export class LogSummary {
  readonly #types = new Map<number, TypeCount>();
  #records = 0;
  #bytes = 0;
  #from: Lgpos | undefined;
  #to: Lgpos | undefined;

  add({ type, size, lGeneration, isec, ib }: LogRecord): void {
    let found = this.#types.get(type);
    if (found === undefined) this.#types.set(type, (found = { records: 0, bytes: 0 }));
    found.records++;
    found.bytes += size;
    this.#records++;
    this.#bytes += size;
    this.#to = { lGeneration, isec, ib };
    this.#from ??= this.#to;
  }

  json(): Record<string, unknown> {
    return {
      records: this.#records,
      bytes: this.#bytes,
      from: this.#from ?? null,
      to: this.#to ?? null,
      types: this.#sorted().map(([lrtyp, found]) => ({ type: recordTypeName(lrtyp), lrtyp, ...found })),
    };
  }

  text(style: Style): string {
    if (this.#from === undefined || this.#to === undefined) return 'no records\n';
    const range = `${formatLgpos(this.#from)} to ${formatLgpos(this.#to)}`;
    const rows = this.#sorted().map(([lrtyp, { records, bytes }]) => [
      recordTypeName(lrtyp)!,
      records.toLocaleString('en-US'),
      bytes.toLocaleString('en-US'),
    ]);
    const columns = [
      { heading: 'type' },
      { heading: 'records', isNumber: true },
      { heading: 'bytes', isNumber: true },
    ];
    const heading = `${count(this.#records, 'record')}, ${formatBytes(this.#bytes)}, ${range}\n`;
    return heading + alignedTable(columns, rows, style);
  }

  #sorted(): [number, TypeCount][] {
    return [...this.#types].sort(([a, x], [b, y]) => y.records - x.records || a - b);
  }
}
