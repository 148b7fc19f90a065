import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { TableFile } from '../bulk/table-files';
import { valuesOf } from '../bulk/values';
import { WrongOutput } from '../measure/run-command';

/** Every so many lines one is compared. */
const step = 997;
const newline = 0x0a;

export type ExportForm = 'jsonl' | 'csv' | 'tsv';

/**
 * Compares an export with the rows of the table: the number of lines, and the values of a sample of them.
 * Returns its size, by which later runs of the same program are recognised.
 *
 * @throws WrongOutput
 */
export function checkExport(path: string, form: ExportForm, { rows }: TableFile): number {
  const headings = form === 'jsonl' ? 0 : 1;
  let line = 0;
  for (const text of sampledLines(path, headings, (count) => (line = count))) {
    compareLine(text.line, text.number - headings + 1, form);
  }
  if (line !== rows + headings) throw new WrongOutput(`${path}: ${line - headings} rows, not ${rows}`);
  return statSync(path).size;
}

/** Lines `first`, `first` + step and so on; the number of all lines goes to `onEnd`. */
function* sampledLines(
  path: string,
  first: number,
  onEnd: (count: number) => void,
): Generator<{ readonly line: string; readonly number: number }, void, void> {
  const fd = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(4 << 20);
  let number = 0;
  let kept = 0;
  for (let got = readSync(fd, buffer, 0, buffer.length, null); got > 0;) {
    const end = kept + got;
    let start = 0;
    for (let at = buffer.indexOf(newline, kept); at >= 0 && at < end; at = buffer.indexOf(newline, start)) {
      if (number >= first && (number - first) % step === 0) {
        yield { line: buffer.toString('utf8', start, at), number };
      }
      number++;
      start = at + 1;
    }
    buffer.copyWithin(0, start, end);
    kept = end - start;
    got = readSync(fd, buffer, kept, buffer.length - kept, null);
  }
  closeSync(fd);
  onEnd(number);
}

/** All forms have the id first, and the values below in some way. */
function compareLine(line: string, id: number, form: ExportForm): void {
  const { Size, Hash, Name, Comment } = valuesOf(id);
  const texts =
    form === 'jsonl'
      ? [`"Id":${id},`, `"Size":${Size},`]
      : [`${id}${form === 'csv' ? ',' : '\t'}`, `${Size}`];
  for (const text of [...texts, String(Hash), Name, Comment]) {
    if (!line.includes(text)) throw new WrongOutput(`row ${id}: ${text} is not in ${line.slice(0, 200)}`);
  }
  if (form !== 'jsonl' && !line.startsWith(texts[0]!))
    throw new WrongOutput(`row ${id} is not where it belongs`);
}
