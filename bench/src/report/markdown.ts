import type { BenchmarkResult, Report, Row, Table, Verdict } from './result';
import { rate } from './targets';

/** The report as a page to read. */
export function markdown({ machine, rounds, quick, results }: Report): string {
  const programs = Object.entries(machine.programs).map(([name, version]) => `${name}: ${version}`);
  const facts = [
    `commit ${machine.commit}`,
    `Node ${machine.node}, ${machine.system}`,
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(2)} before the run`,
    `${gigabytes(machine.freeMemoryBytes)} of ${gigabytes(machine.memoryBytes)} GB memory free`,
    `file system: ${machine.fileSystem}`,
    ...programs,
    `${rounds} rounds after one that does not count; spread is (p75 - p25) / median`,
  ];
  const warning = quick ? ['**A quick run on small files: the figures mean nothing.**', ''] : [];
  return [
    `# Benchmarks, ${machine.date}`,
    '',
    ...warning,
    ...facts.map((fact) => `- ${fact}`),
    '',
    ...results.flatMap((result) => resultLines(result, quick)),
  ].join('\n');
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function resultLines({ id, name, tables, targets, notes }: BenchmarkResult, quick: boolean): string[] {
  const targetTable = grid(
    ['target', 'required', 'measured', 'verdict'],
    targets.map(({ text, required, measured, verdict }) => [
      text,
      required,
      measured,
      quick ? 'quick run' : verdictText[verdict],
    ]),
  );
  return [
    `## ${id}: ${name}`,
    '',
    ...tables.flatMap(tableLines),
    ...targetTable,
    '',
    ...notes.map((note) => `- ${note}`),
    ...(notes.length > 0 ? [''] : []),
  ];
}

const verdictText: Readonly<Record<Verdict, string>> = {
  met: 'met',
  missed: '**MISSED**',
  refused: '**no verdict**: spread above 20 %',
  notMeasured: 'not measured',
  none: 'for information',
};

function tableLines({ title, counted, rows }: Table): string[] {
  const [head, line] =
    rows[0]?.unit === 'bytes' ? [memoryHead, memoryLine] : [timeHead(counted), timeLine(counted)];
  return [`### ${title}`, '', ...grid(head, rows.map(line)), ''];
}

function timeHead(counted: string | undefined): string[] {
  return ['', 'median s', 'min s', 'max s', 'spread', counted === undefined ? 'MB/s' : `k ${counted}/s`];
}

function timeLine(counted: string | undefined): (row: Row) => string[] {
  const unit = counted === undefined ? 1e6 : 1e3;
  return (row) => {
    const times = [row.median, row.min, row.max].map((value) => value.toFixed(3));
    return [row.name, ...times, percent(row.spread), ratePerUnit(rate(row) / unit)];
  };
}

/** Whole numbers, and three digits of what is less than ten. */
function ratePerUnit(value: number): string {
  return value < 10 ? value.toPrecision(3) : value.toFixed(0);
}

const memoryHead = ['', 'median MiB', 'min MiB', 'max MiB', 'spread'];

function memoryLine(row: Row): string[] {
  const sizes = [row.median, row.min, row.max].map((value) => (value / (1 << 20)).toFixed(1));
  return [row.name, ...sizes, percent(row.spread)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function grid(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
}
